# SPDX-License-Identifier: Apache-2.0
"""How somebody came, and what they looked at and compared before each purchase. Pure: entries in, a journey out.

A touch is what brought a visit: an advertisement, a medium, a search, a page that links to us. The tag sends the first
and the last of a browser with every entry (`context.touch`), so the oldest and the newest of all browsers are theirs.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

PAGE, SEARCH, PRODUCT, FORM = "Page Viewed", "Products Searched", "Product Viewed", "Form Submitted"
NAMES = (PAGE, SEARCH, PRODUCT, FORM)
WINDOW = timedelta(days=30)
# Forms in which nobody asks for anything.
NO_LEADS = frozenset({"login", "logout", "signin", "signup", "register", "cart", "checkout", "search", "newsletter"})
# A page and what it tells of itself arrive together: the page of a product is the product.
TOGETHER = timedelta(seconds=5)
MOST_STEPS = 12


class Told(Protocol):
    """What we need of an entry of the timeline."""

    @property
    def name(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def props(self) -> Mapping[str, Any]: ...
    @property
    def context(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Touch:
    """What brought a visit, in the words of the address. All but the moment may be empty: they came by themselves."""

    at: datetime
    source: str = ""
    medium: str = ""
    campaign: str = ""
    media_code: str = ""
    click_id: str = ""
    click_type: str = ""
    landing: str = ""
    referrer: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Purchase:
    """An order, as far as a journey needs it; `skus` holds the codes of its products and of their variants."""

    id: UUID
    number: str
    at: datetime
    channel: str = ""
    amount: int = 0
    currency: str = "JPY"
    medium: str = ""
    skus: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One page, search, product or form on the way."""

    kind: str
    label: str
    at: datetime
    path: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """The last steps before the first form or the first purchase; `steps_before` were left out."""

    goal: str
    at: datetime
    steps: tuple[Step, ...]
    steps_before: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Viewed:
    """A product looked at: how often, when last, and whether it was bought."""

    sku: str
    name: str
    category: str
    count: int
    last_at: datetime
    bought: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Searched:
    """A question asked; `results` of the last time, None where the page did not say."""

    query: str
    count: int
    last_at: datetime
    results: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What was looked at in the days before a purchase; without one, since the last purchase."""

    purchase: Purchase | None
    products: tuple[Viewed, ...] = ()
    searches: tuple[Searched, ...] = ()

    @property
    def compared(self) -> tuple[tuple[str, int], ...]:
        """Categories in which two products or more were looked at, with their number."""
        counts: dict[str, int] = defaultdict(int)
        for product in self.products:
            if product.category:
                counts[product.category] += 1
        return tuple((name, number) for name, number in counts.items() if number > 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Journey:
    """The whole. `before_purchase` has one place for each order, the newest first."""

    first: Touch | None
    last: Touch | None
    before_form: Way | None
    before_first_purchase: Way | None
    before_purchase: tuple[Looked, ...]
    since: Looked

    @property
    def is_empty(self) -> bool:
        """Nothing is known of how they came or what they looked at."""
        return not (self.first or self.before_form or self.before_first_purchase or self.since.products)


def journey_of(entries: Iterable[Told], orders: Iterable[Purchase], *, now: datetime) -> Journey:
    """Tell how somebody came and what they looked at before each purchase. The order of both does not matter."""
    line = sorted((one for one in entries if one.name in NAMES and one.at <= now), key=lambda one: one.at)
    bought = sorted((one for one in orders if one.at <= now), key=lambda one: one.at)
    touches = _touches(line) or [Touch(at=one.at, media_code=one.medium) for one in bought[:1] if one.medium]
    forms = [one for one in line if one.name == FORM and str(one.props.get("form")).lower() not in NO_LEADS]
    looked = [_looked(line, order, since=order.at - WINDOW, until=order.at) for order in bought]
    start = max([now - WINDOW, *(one.at for one in bought[-1:])])
    return Journey(
        first=min(touches, key=lambda one: one.at, default=None),
        last=max(touches, key=lambda one: one.at, default=None),
        before_form=_way(line, str(forms[0].props.get("form") or ""), until=forms[0].at) if forms else None,
        before_first_purchase=_way(line, bought[0].number, until=bought[0].at) if bought else None,
        before_purchase=tuple(reversed(looked)),
        since=_looked(line, None, since=start, until=now),
    )


def told_once(looked: Sequence[Looked]) -> list[Looked]:
    """Show each look at the first purchase after it, and at a later one only where it led to it. The newest first."""
    shown = []
    for place, one in enumerate(looked):
        before = looked[place + 1].purchase if place + 1 < len(looked) else None
        products = tuple(p for p in one.products if before is None or p.bought or p.last_at > before.at)
        searches = tuple(s for s in one.searches if before is None or s.last_at > before.at)
        shown.append(replace(one, products=products, searches=searches))
    return shown


def _touches(line: Sequence[Told]) -> list[Touch]:
    found = []
    for one in line:
        told = one.context.get("touch")
        sides = [told.get(side) for side in ("first", "last")] if isinstance(told, dict) else []
        # Another tool than our tag says only what this page's address says.
        page, campaign = one.context.get("page"), one.context.get("campaign")
        if not any(sides) and isinstance(campaign, dict):
            named = {**campaign, "campaign": campaign.get("name")}
            sides = [{**named, "landing": page.get("url") if isinstance(page, dict) else ""}]
        found += [_touch(side, otherwise=one.at) for side in sides if isinstance(side, dict)]
    return found


def _touch(told: Mapping[str, Any], *, otherwise: datetime) -> Touch:
    words = ("source", "medium", "campaign", "media_code", "click_id", "click_type", "landing", "referrer")
    try:
        at = datetime.fromisoformat(str(told["at"]))
    except (KeyError, ValueError):
        at = otherwise
    # A browser's clock may be wrong; nobody came after what they then did.
    at = min(at.replace(tzinfo=at.tzinfo or UTC), otherwise)
    return Touch(at=at, **{word: str(told.get(word) or "")[:300] for word in words})


def _between(line: Sequence[Told], *, since: datetime, until: datetime) -> Sequence[Told]:
    return line[bisect_left(line, since, key=_moment) : bisect_right(line, until, key=_moment)]


def _moment(one: Told) -> datetime:
    return one.at


def _way(line: Sequence[Told], goal: str, *, until: datetime) -> Way | None:
    """Give the steps of the days before a goal, without the goal itself; None when there are none."""
    steps: list[Step] = []
    for one in _between(line, since=until - WINDOW, until=until):
        step = _step(one)
        if one.name == FORM and one.at == until:
            continue
        before = steps[-1] if steps else None
        if before and (before.kind, before.label, before.path) == (step.kind, step.label, step.path):
            steps[-1] = replace(step, at=before.at)
        elif before and before.kind == "page" and step.kind in ("search", "product") and step.at - before.at < TOGETHER:
            steps[-1] = step
        else:
            steps.append(step)
    cut = max(len(steps) - MOST_STEPS, 0)
    return Way(goal=goal, at=until, steps=tuple(steps[cut:]), steps_before=cut) if steps else None


def _step(one: Told) -> Step:
    page = one.context.get("page")
    page = page if isinstance(page, dict) else {}
    path = str(page.get("path") or one.props.get("path") or "")
    if one.name == SEARCH:
        return Step(kind="search", label=str(one.props.get("query") or ""), at=one.at, path=path)
    if one.name == PRODUCT:
        return Step(kind="product", label=str(one.props.get("name") or _sku(one)), at=one.at, path=path)
    if one.name == FORM:
        return Step(kind="form", label=str(one.props.get("form") or ""), at=one.at, path=path)
    label = one.props.get("title") or one.props.get("name") or page.get("title") or path
    return Step(kind="page", label=str(label), at=one.at, path=path)


def _looked(line: Sequence[Told], purchase: Purchase | None, *, since: datetime, until: datetime) -> Looked:
    products: dict[str, Viewed] = {}
    searches: dict[str, Searched] = {}
    for one in _between(line, since=since, until=until):
        if one.name == PRODUCT and (sku := _sku(one)):
            known = products.get(sku)
            products[sku] = Viewed(
                sku=sku,
                name=str(one.props.get("name") or (known.name if known else sku)),
                category=str(one.props.get("category") or (known.category if known else "")),
                count=known.count + 1 if known else 1,
                last_at=one.at,
                bought=purchase is not None and sku in purchase.skus,
            )
        elif one.name == SEARCH and (query := str(one.props.get("query") or "").strip()):
            before, results = searches.get(query), one.props.get("results")
            searches[query] = Searched(
                query=query,
                count=before.count + 1 if before else 1,
                last_at=one.at,
                results=results if isinstance(results, int) else None,
            )
    ranked = sorted(products.values(), key=lambda one: (one.bought, one.count, one.last_at), reverse=True)
    asked = sorted(searches.values(), key=lambda one: one.last_at, reverse=True)
    return Looked(purchase=purchase, products=tuple(ranked), searches=tuple(asked))


def _sku(one: Told) -> str:
    return str(one.props.get("sku") or one.props.get("product_id") or "")
