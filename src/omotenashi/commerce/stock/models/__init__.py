# SPDX-License-Identifier: Apache-2.0
"""The tables of stock: what lies where, why, what is promised of it, what is missing, on its way, and being counted."""

from omotenashi.commerce.stock.models.levels import Movement, StockLevel
from omotenashi.commerce.stock.models.promises import Allocation, Reservation, Shortage
from omotenashi.commerce.stock.models.rounds import CountLine, CountRound
from omotenashi.commerce.stock.models.transfers import Transfer, TransferLine

__all__ = [
    "Allocation",
    "CountLine",
    "CountRound",
    "Movement",
    "Reservation",
    "Shortage",
    "StockLevel",
    "Transfer",
    "TransferLine",
]
