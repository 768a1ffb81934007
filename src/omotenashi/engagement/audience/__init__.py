# SPDX-License-Identifier: Apache-2.0
"""Audience: segments, what each of them means, and who is in them.

Owns: segments, their versions, memberships, timers.
Offers: create, redefine, rename, freeze, thaw, archive, restore, recompute, request_by_distance, cancel, judge, follow, ask, turn_due, check, add, remove; members_of, is_in, segments_of, preview, sift, meant.
Hears: ScoresRefreshed, TasteRefused, CustomersMerged, CustomersUnmerged, ProfileChanged, TagsChanged, CustomerErased, ReachMeasured, SegmentEntered, SegmentLeft; the timeline by cursor.
Tells: SegmentEntered, SegmentLeft.
"""
