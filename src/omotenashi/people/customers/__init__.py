# SPDX-License-Identifier: Apache-2.0
"""Customers: identifiers, the persons behind them, and what is known about each.

Owns: nodes, edges, persons, merge log, field values, profiles, contact points.
Offers: register, receipt_nodes, person_of, nodes_of, profile_of.
Hears: nothing.
Tells: CustomerRegistered, CustomersMerged, ProfileChanged.
"""
