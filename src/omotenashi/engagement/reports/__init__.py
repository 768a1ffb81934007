# SPDX-License-Identifier: Apache-2.0
"""Reports: analyses that somebody kept under a name, pinned to their home page, or has sent to them by the clock.

Owns: reports, pins, schedules, sendings.
Offers: save, rename, share, archive, restore, pin, unpin, schedule, pause, resume, stop, claim, ask_now; seen_by, pinned_by.
Hears: nothing (the clock asks it).
Tells: nothing.
"""
