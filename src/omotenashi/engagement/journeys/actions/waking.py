# SPDX-License-Identifier: Apache-2.0
"""Have the worker look now and not at the next round; asked often it is called once."""

from omotenashi.base.jobs import ask_once


def wake() -> None:
    """Call the worker, inside the caller's transaction."""
    ask_once("journeys.go_on")
