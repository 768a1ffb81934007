# SPDX-License-Identifier: Apache-2.0
"""Journeys: who is taken along on which way, where each stands, and what the way brings.

Owns: journeys and their versions, enrolments, what they wait for, the log of their steps; turnstiles, winners of A/B
tests, tasks for shops, receivers of webhooks and what they were told, who was led from version to version.
Offers: draft, learn, publish, pause, resume, close, archive, transfer, take_back, enrol, admit, look, follow, turn, advance,
finish, unsay, add_hook, tell, empty_calls; graph_of, counts_of, brought_by, open_errands, coming, simulate, learnt, better, READY_MADE.
Hears: SegmentEntered, SegmentLeft, BackInStock, CustomersMerged, CustomersUnmerged, CustomerErased; the timeline by cursor.
Tells: JourneyFinished.
"""
