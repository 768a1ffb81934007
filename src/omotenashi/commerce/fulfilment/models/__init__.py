# SPDX-License-Identifier: Apache-2.0
"""Fulfilments, try-on holds, returns, and the policy of service."""

from omotenashi.commerce.fulfilment.models.fulfilments import Fulfilment, FulfilmentLine, Step
from omotenashi.commerce.fulfilment.models.policies import PolicyVersion
from omotenashi.commerce.fulfilment.models.returns import GoodsReturn, GoodsReturnLine
from omotenashi.commerce.fulfilment.models.try_ons import TryOnHold, TryOnLine

__all__ = [
    "Fulfilment",
    "FulfilmentLine",
    "GoodsReturn",
    "GoodsReturnLine",
    "PolicyVersion",
    "Step",
    "TryOnHold",
    "TryOnLine",
]
