# SPDX-License-Identifier: Apache-2.0
"""Messaging: what is said, to whom it may go, that it went once, and what came of it.

Owns: templates and their versions, messages with their verdicts, what happened to them, cards to print, caps and what is used of them; what waits on the site and at the till; what was foretold of sends; keys, quotas and news of channels; browsers that take notifications; our name with mailboxes.
Offers: draft, publish, archive, intend, judge, claim, settle, transmit, opened, clicked, bounced, set_policy, set_ticks, set_pace, stop, resume, hear, set_keys, subscribe_device, remove_device, warm_up, stop_pool, start_pool, show, answer, put_off, keep_forecasts; offered, horizons_of, best_of, content_of, shown, reasons_of, results_of.
Hears: CustomersMerged, CustomerErased.
Tells: MessageSent, MessageOpened, MessageClicked, LineFollowed, LineBlocked, LineMessage.
"""
