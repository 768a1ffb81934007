# SPDX-License-Identifier: Apache-2.0
"""Decisions of sourcing: pure. Which locations may serve a request, at what price, and which of them serve it best."""

from omotenashi.commerce.sourcing.rules.asks import Ask, Need, Node, Piece, Plan
from omotenashi.commerce.sourcing.rules.planning import plan
from omotenashi.commerce.sourcing.rules.strategies import COSTS, CRITERIA, DEFAULT, BadStrategy, Strategy, checked

__all__ = [
    "COSTS",
    "CRITERIA",
    "DEFAULT",
    "Ask",
    "BadStrategy",
    "Need",
    "Node",
    "Piece",
    "Plan",
    "Strategy",
    "checked",
    "plan",
]
