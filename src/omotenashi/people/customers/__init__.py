# SPDX-License-Identifier: Apache-2.0
"""Customers: identifiers, the persons behind them, and what is known about each.

Owns: nodes, edges, refused joins, no-links, persons, merge log, blocked values, field values, profiles, contact points,
    households, suggestions, notes, what staff heed (cares), tags, member cards, erasures.
Offers: resolve, observe, register, link, unmerge, keep_apart, undo, retract_cause, share, block, form, erase, heed, cares_of, avoided, person_of,
    nodes_of, profile_of, lineage_of, graph_of, history_of.
Hears: nothing.
Tells: CustomerRegistered, CustomersMerged, CustomersUnmerged, ProfileChanged, TagsChanged, LineLinked, CustomerErased.
"""
