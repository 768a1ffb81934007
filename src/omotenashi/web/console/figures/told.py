# SPDX-License-Identifier: Apache-2.0
"""購入理由 in free words, for the page of the reasons: each comment with its order, and what the list reads in it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.orders.queries import reasons
from omotenashi.insight import queries as insight
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Profile
from omotenashi.people.timeline import queries as timeline

MOST_ORDERS, MOST_WORDS, MOST_PRODUCTS = 2_000, 4, 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """What somebody wrote about an order, the reason it stands under, and the words that led there."""

    order: UUID
    number: str
    origin: str
    channel: str
    at: datetime
    text: str
    asked: str
    reason: str
    stands: str
    words: tuple[str, ...]
    products: tuple[str, ...]
    person: UUID | None
    name: str

    @property
    def is_read_anew(self) -> bool:
        """Whether the list now reads another reason than the one it stands under."""
        return self.reason != self.stands


@dataclass(frozen=True, kw_only=True)
class Told:
    """All comments, by the reasons that the list reads now; `open` are those it cannot place."""

    comments: Sequence[Comment]
    listed: Sequence[reasons.Reason]

    def groups(self) -> list[tuple[str, list[Comment]]]:
        """The reasons with their comments, the most named first."""
        found: dict[str, list[Comment]] = defaultdict(list)
        for one in self.comments:
            found[one.reason].append(one)
        return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))

    def open(self) -> list[Comment]:
        """Comments in which no word of the list stands."""
        last = self.listed[-1].name if self.listed else ""
        return [one for one in self.comments if one.reason == last and not one.words]

    def anew(self) -> list[Comment]:
        """Comments that the list reads in another way than when they were written."""
        return [one for one in self.comments if one.is_read_anew]


def told(*, values: Mapping[str, str], now: datetime) -> Told:
    """Read the comments of the newest answered orders that the page's filters leave: six reads."""
    seqs = insight.orders_answered(values=values, now=now, limit=MOST_ORDERS)
    orders = list(Order.objects.filter(seq__in=seqs).only("id", "number", "origin", "channel_id", "node_id"))
    said = _last_words({one.node_id for one in orders})
    mine = [
        (one, props, at) for one in orders if (found := said.get((one.origin, one.number))) for props, at in [found]
    ]
    persons = customers.persons_of(one.node_id for one, _props, _at in mine)
    names = dict(Profile.objects.filter(pk__in=set(persons.values())).values_list("pk", "name"))
    products = _products([one.pk for one, _props, _at in mine])
    listed = reasons.reasons_asked(now)
    made = [
        _comment(one, props, at, listed=listed, person=persons.get(one.node_id), names=names, products=products)
        for one, props, at in mine
    ]
    return Told(comments=sorted(made, key=lambda one: one.at, reverse=True), listed=listed)


def products_of(comments: Sequence[Comment]) -> list[str]:
    """Give what was bought most where this was said."""
    counted = Counter(product for one in comments for product in one.products)
    return [name for name, _n in counted.most_common(MOST_PRODUCTS)]


def words_of(comments: Sequence[Comment]) -> list[str]:
    """Give the words of the list that stand in these comments, the most frequent first."""
    return [word for word, _n in Counter(word for one in comments for word in one.words).most_common(MOST_WORDS)]


def _last_words(nodes: set[UUID]) -> dict[tuple[str, str], tuple[dict[str, Any], datetime]]:
    """Give what was last said about each order, where there are words: the newest entry of an order decides."""
    found: dict[tuple[str, str], tuple[dict[str, Any], datetime]] = {}
    for entry in timeline.entries_of(nodes, names=[reasons.GIVEN]).defer("context", "others"):
        props = entry.props if isinstance(entry.props, dict) else {}
        found.setdefault((str(props.get("origin", "")), str(props.get("order_id", ""))), (props, entry.at))
    return {key: one for key, one in found.items() if str(one[0].get("comment") or "").strip()}


def _products(orders: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = OrderLine.objects.filter(order_id__in=orders, kind="goods").values_list("order_id", "name", "sku")
    for order, name, sku in rows:
        found[order].append(name or sku)
    return found


def _comment(
    order: Order, props: Mapping[str, Any], at: datetime, *, listed: Sequence[reasons.Reason], person: UUID | None,
    names: Mapping[UUID, str], products: Mapping[UUID, list[str]],
) -> Comment:  # fmt: skip
    text, stands = str(props["comment"]).strip(), str(props.get("reason") or "")
    is_read = props.get("read") == "comment" or bool(listed and stands == listed[-1].name)
    # A reason that was chosen by hand stays; only what was read out of words is read anew.
    reason = reasons.coded(text, listed) if is_read and listed else stands
    return Comment(
        order=order.pk, number=order.number, origin=order.origin, channel=order.channel_id, at=at, text=text,
        asked=str(props.get("asked") or ""), reason=reason, stands=stands, words=reasons.met(text, listed).get(reason, ()),
        products=tuple(dict.fromkeys(products.get(order.pk, ()))), person=person,
        name=names.get(person, "") if person else "",
    )  # fmt: skip
