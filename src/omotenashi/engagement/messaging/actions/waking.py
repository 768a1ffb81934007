# SPDX-License-Identifier: Apache-2.0
"""Have the worker look now and not at the next minute; asked often it is called once."""

from omotenashi.base.jobs import ask_once


def wake() -> None:
    """Call the worker, inside the caller's transaction: what is rolled back calls nobody."""
    ask_once("messaging.send_due")
