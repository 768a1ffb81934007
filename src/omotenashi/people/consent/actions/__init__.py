# SPDX-License-Identifier: Apache-2.0
"""What changes consent: the ledger, the suppressions, the messages that prove an address, the requests."""

from omotenashi.people.consent.actions.ledger import ConsentRecord, Proof, give, record, stop_everything, withdraw, word
from omotenashi.people.consent.actions.suppressions import NoOwnAct, lift, suppress, suppress_address

__all__ = [
    "ConsentRecord",
    "NoOwnAct",
    "Proof",
    "give",
    "lift",
    "record",
    "stop_everything",
    "suppress",
    "suppress_address",
    "withdraw",
    "word",
]
