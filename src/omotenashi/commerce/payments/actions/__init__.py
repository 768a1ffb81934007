# SPDX-License-Identifier: Apache-2.0
"""What changes payments. Each function that begins with a call to a provider must run outside a transaction."""

from omotenashi.commerce.payments.actions.accounts import StillWaiting, remove_account, set_account, test_account
from omotenashi.commerce.payments.actions.checking import check_all
from omotenashi.commerce.payments.actions.drawers import (
    NoOpenShift,
    ShiftOpen,
    close_shift,
    open_shift,
    pay_in,
    pay_out,
)
from omotenashi.commerce.payments.actions.expecting import Expected, OtherPayment, StillOpen, expect, expect_all, expire
from omotenashi.commerce.payments.actions.learning import learn, receive
from omotenashi.commerce.payments.actions.reversing import NotPaid, NotVoidable, capture, refund, void, void_or_refund
from omotenashi.commerce.payments.actions.simulating import choose, hear_simulator
from omotenashi.commerce.payments.actions.starting import Started, look, poll, start
from omotenashi.commerce.payments.actions.taking import Taken, take, take_all
from omotenashi.commerce.payments.actions.talking import talk
from omotenashi.commerce.payments.ports import Action, BadSignature, CallRefused, Fact, UnknownProvider
from omotenashi.commerce.payments.rules.cash import NoSuchCash
from omotenashi.commerce.payments.rules.tenders import Given, NotThere, TendersDoNotMatch, TooMuch

__all__ = [
    "Action",
    "BadSignature",
    "CallRefused",
    "Expected",
    "Fact",
    "Given",
    "NoOpenShift",
    "NoSuchCash",
    "NotPaid",
    "NotThere",
    "NotVoidable",
    "OtherPayment",
    "ShiftOpen",
    "Started",
    "StillOpen",
    "StillWaiting",
    "Taken",
    "TendersDoNotMatch",
    "TooMuch",
    "UnknownProvider",
    "capture",
    "check_all",
    "choose",
    "close_shift",
    "expect",
    "expect_all",
    "expire",
    "hear_simulator",
    "learn",
    "look",
    "open_shift",
    "pay_in",
    "pay_out",
    "poll",
    "receive",
    "refund",
    "remove_account",
    "set_account",
    "start",
    "take",
    "take_all",
    "talk",
    "test_account",
    "void",
    "void_or_refund",
]
