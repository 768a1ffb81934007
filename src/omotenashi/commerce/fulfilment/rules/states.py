# SPDX-License-Identifier: Apache-2.0
"""What may follow what: one table each for fulfilments, try-on holds and returns."""

from collections.abc import Mapping

KINDS = ("ship", "pickup", "ship_to_store")

# From each state, where it may go. What is packed is with the customer or the carrier next, and not cancelled any more.
FULFILMENT: Mapping[str, frozenset[str]] = {
    "planned": frozenset({"accepted", "rejected", "cancelled"}),
    "accepted": frozenset({"picking", "rejected", "cancelled"}),
    "picking": frozenset({"packed", "rejected", "cancelled"}),
    "packed": frozenset({"ready", "shipped"}),
    "ready": frozenset({"collected", "no_show"}),
    "no_show": frozenset({"returned_to_stock"}),
    "shipped": frozenset({"delivered", "lost"}),
    "rejected": frozenset(),
    "collected": frozenset(),
    "returned_to_stock": frozenset(),
    "delivered": frozenset(),
    "lost": frozenset(),
    "cancelled": frozenset(),
}
STATES = tuple(FULFILMENT)
# Where the goods stand: still on the shelf, in somebody's hands, or gone.
ON_SHELF = ("planned", "accepted")
IN_HAND = ("picking", "packed", "ready", "no_show")
GONE = ("collected", "shipped", "delivered", "lost")
OPEN = ("planned", "accepted", "picking", "packed", "ready")

# Only what is sent can be shipped, only what is fetched can be ready.
_ONLY: Mapping[str, tuple[str, ...]] = {"ready": ("pickup",), "shipped": ("ship", "ship_to_store")}

RETURN: Mapping[str, frozenset[str]] = {
    "requested": frozenset({"approved", "declined", "withdrawn"}),
    "approved": frozenset({"received", "declined", "withdrawn"}),
    "received": frozenset({"inspected"}),
    "inspected": frozenset({"resolved", "declined"}),
    "resolved": frozenset(),
    "declined": frozenset(),
    "withdrawn": frozenset(),
}
RETURN_STATES = tuple(RETURN)

TRY_ON: Mapping[str, frozenset[str]] = {
    "requested": frozenset({"confirmed", "declined", "expired", "cancelled"}),
    "confirmed": frozenset({"ready", "expired", "cancelled"}),
    "ready": frozenset({"visited", "no_show", "cancelled"}),
    "visited": frozenset({"closed"}),
    "closed": frozenset(),
    "declined": frozenset(),
    "no_show": frozenset(),
    "expired": frozenset(),
    "cancelled": frozenset(),
}
TRY_ON_STATES = tuple(TRY_ON)


class NotNow(Exception):
    """The thing is in a state in which this cannot happen."""

    def __init__(self, state: str, to: str) -> None:
        super().__init__(f"{state} → {to}")
        self.state, self.to = state, to


def before(table: Mapping[str, frozenset[str]], to: str) -> list[str]:
    """Give the states from which a state may be reached."""
    return [state for state, following in table.items() if to in following]


def may_be(kind: str, to: str) -> bool:
    """Say whether a kind of fulfilment knows a state."""
    return kind in _ONLY.get(to, KINDS)


def kind_of(mode: str, *, is_at_wish: bool, has_wish: bool) -> str | None:
    """Say how goods get to the customer: by the mode of their line, and whether they lie where they are wanted.

    None: they are not ours to move (carried out at the till).
    """
    if mode in ("pickup", "try_on"):
        return "pickup" if is_at_wish or not has_wish else "ship_to_store"
    if mode == "order_in" and has_wish:
        return "pickup" if is_at_wish else "ship_to_store"
    return None if mode == "carry_out" else "ship"
