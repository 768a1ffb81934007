# SPDX-License-Identifier: Apache-2.0
"""Timeline: what people did, in every channel, in the order it reached us.

Owns: sources, entries, keys of repeats, refused items, readers.
Offers: ingest, append, create_source, replay, move_reader, entries_after, entries_of.
Hears: every CustomerEvent.
Tells: nothing (readers pull along a cursor).
"""
