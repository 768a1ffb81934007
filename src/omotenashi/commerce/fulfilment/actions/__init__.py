# SPDX-License-Identifier: Apache-2.0
"""What changes fulfilments, try-on holds and returns.

`from omotenashi.commerce.fulfilment import actions as fulfilment`, then `fulfilment.accept(...)`.
"""

from omotenashi.commerce.fulfilment.actions.counter import TooEarly, delegate, hand_over, no_show, return_to_stock
from omotenashi.commerce.fulfilment.actions.foreseeing import Foreseen, foresee_return
from omotenashi.commerce.fulfilment.actions.parcels import deliver, lose, ship
from omotenashi.commerce.fulfilment.actions.picking import accept, new_code, pack, ready, start_picking
from omotenashi.commerce.fulfilment.actions.planning import plan, reconcile
from omotenashi.commerce.fulfilment.actions.rerouting import Way, change_way
from omotenashi.commerce.fulfilment.actions.resolving import Resolved, resolve_return, take_back
from omotenashi.commerce.fulfilment.actions.resourcing import Reason, answer_shortage, cancel, reject, settle
from omotenashi.commerce.fulfilment.actions.returning import (
    approve_return,
    decline_return,
    inspect_return,
    receive_return,
    request_return,
    withdraw_return,
)
from omotenashi.commerce.fulfilment.actions.short import Lack, Shorted, pick_short
from omotenashi.commerce.fulfilment.actions.steps import KeyOfAnother
from omotenashi.commerce.fulfilment.actions.sweeping import end_waiting
from omotenashi.commerce.fulfilment.actions.try_ons import (
    TryOnRefused,
    cancel_try_on,
    close_try_on,
    confirm_try_on,
    decline_try_on,
    end_try_ons,
    extend_try_on,
    hold_try_on,
    ready_try_on,
    visit_try_on,
)
from omotenashi.commerce.fulfilment.rules.codes import WrongCode
from omotenashi.commerce.fulfilment.rules.returns import ReturnRefused
from omotenashi.commerce.fulfilment.rules.short import NothingMissing
from omotenashi.commerce.fulfilment.rules.states import NotNow
from omotenashi.commerce.orders.actions.undoing import Counter

__all__ = [
    "Counter",
    "Foreseen",
    "KeyOfAnother",
    "Lack",
    "NotNow",
    "NothingMissing",
    "Reason",
    "Resolved",
    "ReturnRefused",
    "Shorted",
    "TooEarly",
    "TryOnRefused",
    "Way",
    "WrongCode",
    "accept",
    "answer_shortage",
    "approve_return",
    "cancel",
    "cancel_try_on",
    "change_way",
    "close_try_on",
    "confirm_try_on",
    "decline_return",
    "decline_try_on",
    "delegate",
    "deliver",
    "end_try_ons",
    "end_waiting",
    "extend_try_on",
    "foresee_return",
    "hand_over",
    "hold_try_on",
    "inspect_return",
    "lose",
    "new_code",
    "no_show",
    "pack",
    "pick_short",
    "plan",
    "ready",
    "ready_try_on",
    "receive_return",
    "reconcile",
    "reject",
    "request_return",
    "resolve_return",
    "return_to_stock",
    "settle",
    "ship",
    "start_picking",
    "take_back",
    "visit_try_on",
    "withdraw_return",
]
