# SPDX-License-Identifier: Apache-2.0
"""How checkout says no."""


class BadBasket(Exception):
    """The basket is not open any more, or not there; `reason` is `gone`, `ordered`, `empty` or `quantity`."""

    def __init__(self, reason: str) -> None:
        """Remember why."""
        super().__init__(reason)
        self.reason = reason


class QuoteChanged(Exception):
    """What was shown is no longer what holds: a price, a stock, a campaign has moved. Nothing was placed."""


class Unbuyable(Exception):
    """The quote has problems that must be solved first; `problems` names them, line by line."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Remember what."""
        super().__init__(", ".join(problems))
        self.problems = problems
