# SPDX-License-Identifier: Apache-2.0
"""Audience: segments, what each of them means, and who is in them.

Owns: segments, their versions, memberships, timers.
Offers: create, redefine, rename, freeze, thaw, archive, restore, recompute, cancel, judge, follow, ask, turn_due, check, add, remove; members_of, is_in, segments_of, preview, sift, meant.
Hears: ScoresRefreshed, CustomersMerged, CustomersUnmerged, ProfileChanged, CustomerErased, SegmentEntered, SegmentLeft; the timeline by cursor.
Tells: SegmentEntered, SegmentLeft.
"""
