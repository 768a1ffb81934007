# SPDX-License-Identifier: Apache-2.0
"""What changes sourcing: a decision, a new decision after a refusal, another strategy.

`from omotenashi.commerce.sourcing import actions as sourcing`, then `sourcing.decide(...)`.
"""

from omotenashi.commerce.sourcing.actions.decisions import Decided, decide, replan
from omotenashi.commerce.sourcing.actions.strategies import choose_strategy
from omotenashi.commerce.sourcing.rules import Ask, BadStrategy, Need, Piece

__all__ = ["Ask", "BadStrategy", "Decided", "Need", "Piece", "choose_strategy", "decide", "replan"]
