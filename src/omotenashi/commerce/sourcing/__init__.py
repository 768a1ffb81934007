# SPDX-License-Identifier: Apache-2.0
"""Sourcing: which location serves which line, and why.

Owns: strategies, sourcing decisions, the lines they gave to each place.
Offers: proposed, decide, replan, choose_strategy, compare.
Hears: nothing.
Tells: nothing.
"""
