# SPDX-License-Identifier: Apache-2.0
"""What changes stock: counts of other systems, promises, goods that move, transfers, and counting rounds.

`from omotenashi.commerce.stock import actions as stock`, then `stock.reserve(...)`, `stock.take_out(...)`.
Transfers and rounds have verbs of their own: `stock.transfers.send(...)`, `stock.rounds.post(...)`.
"""

from omotenashi.commerce.stock.actions import rounds, transfers
from omotenashi.commerce.stock.actions.booking import NotAsBooked
from omotenashi.commerce.stock.actions.counts import CountRecord, TakenBack, count, take_back
from omotenashi.commerce.stock.actions.doubts import age, allow_backorder, give_way, not_found
from omotenashi.commerce.stock.actions.goods import Moved, Sold, put_back, sell_all, sell_now, shift, take_out
from omotenashi.commerce.stock.actions.promises import (
    allocate,
    convert,
    expire,
    pick,
    prolong,
    release,
    reserve,
    reserve_all,
    split,
)
from omotenashi.commerce.stock.actions.waiting import tell_lookers, tell_waiting
from omotenashi.commerce.stock.rules.promises import Conflict, Kind, Lacking, NothingHeld, OutOfStock, Owner, Wanted
from omotenashi.commerce.stock.rules.rounds import SecondCountNeeded

__all__ = [
    "Conflict",
    "CountRecord",
    "Kind",
    "Lacking",
    "Moved",
    "NotAsBooked",
    "NothingHeld",
    "OutOfStock",
    "Owner",
    "SecondCountNeeded",
    "Sold",
    "TakenBack",
    "Wanted",
    "age",
    "allocate",
    "allow_backorder",
    "convert",
    "count",
    "expire",
    "give_way",
    "not_found",
    "pick",
    "prolong",
    "put_back",
    "release",
    "reserve",
    "reserve_all",
    "rounds",
    "sell_all",
    "sell_now",
    "shift",
    "split",
    "take_back",
    "take_out",
    "tell_lookers",
    "tell_waiting",
    "transfers",
]
