# SPDX-License-Identifier: Apache-2.0
"""Loyalty: the points wallet of a membership.

Owns: wallets, wallet entries.
Offers: post, balance_of.
Hears: nothing.
Tells: PointsPosted.
"""
