# SPDX-License-Identifier: Apache-2.0
"""Messaging: what is said, to whom it may go, that it went once, and what came of it.

Owns: templates and their versions, messages with their verdicts, what happened to them, caps and what is used of them; keys, quotas and news of channels.
Offers: draft, publish, archive, intend, judge, claim, settle, transmit, opened, clicked, bounced, set_policy, stop, resume, hear, set_keys; content_of, shown, reasons_of, results_of.
Hears: CustomersMerged, CustomerErased.
Tells: MessageSent, MessageOpened, MessageClicked, LineFollowed, LineBlocked, LineMessage.
"""
