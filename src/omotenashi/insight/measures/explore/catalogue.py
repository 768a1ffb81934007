# SPDX-License-Identifier: Apache-2.0
"""What can be put together: the numbers (quantities) and what they are divided by (dimensions). Nothing else can be.

A quantity is a sum, a number of different things, or a ratio of two of these. Only sums may be added up: a customer of
two channels is one customer, and a ratio of the whole is no mean of the ratios of its parts.
"""

from dataclasses import dataclass
from typing import Literal

from omotenashi.insight.measures.contract import Unit
from omotenashi.insight.measures.words import N_

type Shelf = Literal["time", "where", "first", "customer", "goods"]
# What a dimension is a property of: the order, the person, the history of the person, or a line of the order.
type Ground = Literal["order", "person", "history", "line"]

MOST_DIMENSIONS, MOST_QUANTITIES = 3, 8
CUSTOMERS, NEW = "customers", "new_customers"


@dataclass(frozen=True)
class Dimension:
    """Something to divide by. ``ordered``: its values have an order of their own, so a line may join them."""

    name: str
    label: str
    shelf: Shelf
    ground: Ground = "order"
    unit: Unit = "text"
    ordered: bool = False


@dataclass(frozen=True)
class Quantity:
    """A number. ``of``: the two that a ratio divides. ``whole``: a sum, or a count of different things."""

    name: str
    label: str
    unit: Unit
    formula: str
    kind: Literal["sum", "different", "ratio"] = "sum"
    of: tuple[str, str] | None = None


_DIMENSIONS = (
    Dimension("year", N_("Year"), "time", ordered=True),
    Dimension("quarter", N_("Quarter"), "time", ordered=True),
    Dimension("month", N_("Month"), "time", unit="month", ordered=True),
    Dimension("week", N_("Week"), "time", unit="month", ordered=True),
    Dimension("day", N_("Day"), "time", unit="month", ordered=True),
    Dimension("weekday", N_("Weekday"), "time", ordered=True),
    Dimension("hour", N_("Hour"), "time", ordered=True),
    Dimension("channel", N_("Channel"), "where"),
    Dimension("location", N_("Shop"), "where"),
    Dimension("medium", N_("Medium"), "where"),
    Dimension("staff", N_("Staff"), "where"),
    Dimension("country", N_("Country"), "where"),
    Dimension("first_channel", N_("First channel"), "first", "history"),
    Dimension("first_medium", N_("First medium"), "first", "history"),
    Dimension("first_location", N_("First shop"), "first", "history"),
    Dimension("first_month", N_("Month of the first purchase"), "first", "history", "month", ordered=True),
    Dimension("newness", N_("New or returning"), "first", "history"),
    Dimension("nth", N_("Number of the purchase"), "first", "history", ordered=True),
    Dimension("tier", N_("Member rank"), "customer", "person"),
    Dimension("member_rank", N_("Rank in the profile"), "customer", "person"),
    Dimension("prefecture", N_("Prefecture"), "customer", "person"),
    Dimension("gender", N_("Gender"), "customer", "person"),
    Dimension("age", N_("Age group"), "customer", "person", ordered=True),
    Dimension("category", N_("Category"), "goods", "line"),
    Dimension("product", N_("Product"), "goods", "line"),
)
_QUANTITIES = (
    Quantity("sales", N_("Sales"), "money", N_("Goods by the toggles: tax, returns, points.")),
    Quantity("gross", N_("Sales before returns"), "money", N_("Sales, returns not deducted.")),
    Quantity("returned", N_("Returned"), "money", N_("What came back, at the day of its order.")),
    Quantity("margin", N_("Gross profit"), "money", N_("Sales − cost.")),
    Quantity("discount", N_("Discounts"), "money", N_("Price reductions in the orders.")),
    Quantity("coupon", N_("Coupons"), "money", N_("Coupons in the orders.")),
    Quantity("anonymous", N_("Amount without customer"), "money", N_("Sales of orders that name nobody.")),
    Quantity("pieces", N_("Pieces"), "count", N_("Pieces of goods that were bought.")),
    Quantity("orders", N_("Orders"), "count", N_("Different valid orders."), "different"),
    Quantity("purchases", N_("Purchases"), "count", N_("Different purchases of known customers."), "different"),
    Quantity(CUSTOMERS, N_("Customers"), "people", N_("Different customers who bought."), "different"),
    Quantity(NEW, N_("New customers"), "people", N_("Different customers with their very first purchase."), "different"),
    Quantity("per_order", N_("Amount per order"), "money", N_("Sales ÷ orders."), "ratio", ("sales", "orders")),
    Quantity(
        "per_customer", N_("Sales per customer"), "money", N_("Sales of known customers ÷ customers."),
        "ratio", ("known", CUSTOMERS),
    ),
    Quantity("per_piece", N_("Amount per piece"), "money", N_("Sales ÷ pieces."), "ratio", ("sales", "pieces")),
    Quantity(
        "basket", N_("Pieces per order"), "ratio", N_("Pieces ÷ orders."), "ratio", ("pieces", "orders"),
    ),
    Quantity(
        "frequency", N_("Purchases per customer"), "ratio", N_("Purchases ÷ customers."),
        "ratio", ("purchases", CUSTOMERS),
    ),
    Quantity("margin_pct", N_("Margin rate"), "percent", N_("Gross profit ÷ sales."), "ratio", ("margin", "sales")),
    Quantity("return_pct", N_("Return rate"), "percent", N_("Returned ÷ sales before returns."), "ratio", ("returned", "gross")),
    Quantity("new_pct", N_("Share of new customers"), "percent", N_("New customers ÷ customers."), "ratio", (NEW, CUSTOMERS)),
)  # fmt: skip

DIMENSIONS = {one.name: one for one in _DIMENSIONS}
QUANTITIES = {one.name: one for one in _QUANTITIES}
# The sums that facts carry; ``known`` is the part of the sales that has a customer.
SUMS = (*(one.name for one in _QUANTITIES if one.kind == "sum"), "known")
DIFFERENT = tuple(one.name for one in _QUANTITIES if one.kind == "different")


def needed(quantities: tuple[str, ...]) -> tuple[str, ...]:
    """The sums and counts that some quantities are made of; customers are always among them."""
    names = [part for name in quantities for part in (QUANTITIES[name].of or (name,))]
    return tuple(dict.fromkeys([*names, CUSTOMERS]))


def on_lines(dimensions: tuple[str, ...]) -> bool:
    """Is one of these a property of a line, so that lines are counted and not orders?"""
    return any(DIMENSIONS[name].ground == "line" for name in dimensions)
