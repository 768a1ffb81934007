# SPDX-License-Identifier: Apache-2.0
"""What changes sourcing: a decision, a new decision after a refusal, another strategy.

`from omotenashi.commerce.sourcing import actions as sourcing`, then `sourcing.decide(...)`.
"""

from omotenashi.commerce.sourcing.actions.comparisons import (
    ask_comparison,
    cancel_comparison,
    carry_out_comparison,
    fail_comparison,
    strategy_of,
)
from omotenashi.commerce.sourcing.actions.decisions import Decided, decide, decide_all, replan
from omotenashi.commerce.sourcing.actions.strategies import choose_strategy
from omotenashi.commerce.sourcing.rules import Ask, BadStrategy, Need, Piece

__all__ = [
    "Ask",
    "BadStrategy",
    "Decided",
    "Need",
    "Piece",
    "ask_comparison",
    "cancel_comparison",
    "carry_out_comparison",
    "choose_strategy",
    "decide",
    "decide_all",
    "fail_comparison",
    "replan",
    "strategy_of",
]
