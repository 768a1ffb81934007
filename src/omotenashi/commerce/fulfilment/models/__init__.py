# SPDX-License-Identifier: Apache-2.0
"""Fulfilments, try-on holds and returns."""

from omotenashi.commerce.fulfilment.models.fulfilments import Fulfilment, FulfilmentLine, Step
from omotenashi.commerce.fulfilment.models.returns import GoodsReturn, GoodsReturnLine
from omotenashi.commerce.fulfilment.models.try_ons import TryOnHold, TryOnLine

__all__ = [
    "Fulfilment",
    "FulfilmentLine",
    "GoodsReturn",
    "GoodsReturnLine",
    "Step",
    "TryOnHold",
    "TryOnLine",
]
