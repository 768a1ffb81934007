# SPDX-License-Identifier: Apache-2.0
"""The simulator (シミュレーター) speaks: people choose an outcome, and its messages come through the usual door."""

from datetime import datetime

from omotenashi.commerce.payments import ports
from omotenashi.commerce.payments.actions import learning
from omotenashi.commerce.payments.queries import vendors


def choose(ref: str, *, outcome: str, now: datetime) -> str:
    """Let a charge at the simulator have an outcome; give the address to go back to. Raises UnknownProvider, CallRefused."""
    back = vendors.simulator().choose(ref, outcome=outcome, now=now)
    hear_simulator(now=now)
    return back


def hear_simulator(*, now: datetime) -> int:
    """Take in what the simulator has to say by now, as webhooks with its signature; give the number of messages."""
    try:
        messages = vendors.simulator().messages_due(now=now)
    except ports.UnknownProvider:
        return 0
    for message in messages:
        learning.receive(provider="test", body=message.body, headers=message.headers, now=now)
    return len(messages)
