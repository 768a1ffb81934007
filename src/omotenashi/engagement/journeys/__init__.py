# SPDX-License-Identifier: Apache-2.0
"""Journeys: who is taken along on which way, where each stands, and what the way brings.

Owns: journeys and their versions, enrolments, what they wait for, the log of their steps.
Offers: draft, publish, pause, resume, close, archive, enrol, admit, look, follow, advance; graph_of, counts_of, simulate,
learnt, READY_MADE.
Hears: SegmentEntered, BackInStock, CustomersMerged, CustomersUnmerged, CustomerErased; the timeline by cursor.
Tells: JourneyFinished.
"""
