# SPDX-License-Identifier: Apache-2.0
"""One visit: who is there, what lies in the basket, which shop was chosen. Each is read at most once, when asked for.

The basket's token lives in a cookie that scripts cannot read. Signing in at the member card's door adopts the basket.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, Concatenate
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from omotenashi.base import clock
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries as baskets
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards, registrations
from omotenashi.people.customers.actions.cards import Card
from omotenashi.places.locations.models import Channel, Location
from omotenashi.web.ui import members, nextsteps, personal
from omotenashi.web.ui.pacing import Pace, asker_of

BASKET, STORE, ORDER, MEDIUM = "omotenashi_basket", "omotenashi_store", "omotenashi_order", "omotenashi_medium"
_AGES = {BASKET: 30 * 24 * 3600, STORE: 180 * 24 * 3600, ORDER: 2 * 3600, MEDIUM: 30 * 24 * 3600}
_NO_MEDIUM = re.compile(r"[^\x21-\x7e]")
_PATH = "/shop/"
# Where something may be said besides; nobody is spoken to while they pay.
_LAYERED = ("home", "search", "product", "wallet", "wishes")
# What a stranger may do to the shelves, or guess, by hand: five at once, then one every ten seconds.
PACE = Pace(rate=0.1, burst=5)

type View[**P] = Callable[Concatenate["Visit", P], HttpResponse]


@dataclass
class Visit:
    """A request to the shop."""

    request: HttpRequest
    now: datetime
    channel: str

    def __post_init__(self) -> None:
        """Begin with nothing to keep."""
        self.kept: dict[str, str] = {}
        if said := medium_of(self.request.GET.get("mc", "")):
            self.kept[MEDIUM] = said
        self.basket_is_a_members = False

    @cached_property
    def card(self) -> Card | None:
        """The card of the member who is signed in."""
        node_id = members.member_node(self.request)
        return cards.card_of(node_id) if node_id else None

    @cached_property
    def node_ids(self) -> tuple[UUID, ...]:
        """All memberships of the person who is signed in, the card's own first."""
        if self.card is None:
            return ()
        nodes = [node.pk for node in customers.nodes_of(self.card.person_id)]
        return (self.card.node_id, *(node for node in nodes if node != self.card.node_id))

    @cached_property
    def layer(self) -> nextsteps.NextStep | None:
        """What waits for the member who is signed in, on the pages where one looks around."""
        match = self.request.resolver_match
        return nextsteps.layer(self.node_ids, now=self.now) if match and match.url_name in _LAYERED else None

    @cached_property
    def own(self) -> list[personal.Block]:
        """The blocks that the member who is signed in sees, and nobody else."""
        return personal.blocks(self.card.person_id if self.card else None, self.node_ids, now=self.now)

    @property
    def medium(self) -> str:
        """The 媒体コード of the paper or the advertisement by which this browser came, now or within a month."""
        return self.kept.get(MEDIUM) or medium_of(self.request.COOKIES.get(MEDIUM, ""))

    @cached_property
    def points(self) -> int:
        """What the member may spend."""
        return loyalty.balance(self.node_ids, self.now).available if self.node_ids else 0

    @cached_property
    def basket(self) -> Basket | None:
        """The open basket of the member or of this browser. A member's basket opens for the member alone."""
        token = self.request.COOKIES.get(BASKET, "")
        held = baskets.basket_by_token(token) if token else None
        if held is not None and held.node_id is not None and held.node_id not in self.node_ids:
            self.basket_is_a_members, held = True, None
        if not self.node_ids:
            return held
        if held is not None and held.node_id is None:
            return Basket.objects.get(pk=checkout.adopt(held.pk, node_ids=self.node_ids, now=self.now))
        return baskets.basket_of(self.node_ids)

    def demand_basket(self) -> UUID:
        """Give the basket to fill, a new one where there is none."""
        if self.basket is not None:
            return self.basket.pk
        opened = checkout.open_basket(channel=self.channel, node_ids=self.node_ids, now=self.now)
        self.kept[BASKET] = opened.token
        self.__dict__["basket"] = Basket.objects.get(pk=opened.basket_id)
        return opened.basket_id

    @cached_property
    def pieces(self) -> int:
        """How many pieces lie in the basket."""
        return baskets.pieces_in(self.basket.pk) if self.basket else 0

    def may(self, what: str) -> bool:
        """Say whether this browser may do something once more; a machine that goes on is told to wait."""
        return not PACE.wait(f"{what}:{asker_of(self.request)}")

    def guest(self, mail: str) -> UUID:
        """Give the node of a mail address. Nothing else that a guest types is said of it."""
        record = registrations.CustomerRecord(
            identifiers=(registrations.Identifier("email", mail),), observed_at=self.now
        )
        found = registrations.register([record], source="shop", now=self.now, tell=False)[0].node_id
        if found is None:
            raise Http404
        return found

    def after(self, name: str) -> str:
        """Give where a form leads back to: a page of the shop that it named, else this one."""
        asked = self.request.POST.get("after", "")
        inside = asked.startswith(_PATH) and "\\" not in asked and "//" not in asked
        return asked if inside else reverse(name)

    @cached_property
    def store(self) -> Location | None:
        """The shop that was chosen: in the address, else the last time."""
        code = self.request.GET.get("store") or self.request.COOKIES.get(STORE, "")
        if not code:
            return None
        found = Location.objects.filter(code=code[:100], closed_at=None, can_pickup=True).first()
        if found is not None and self.request.GET.get("store"):
            self.kept[STORE] = found.code
        return found

    def page(self, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with a page of the shop."""
        return render(self.request, f"storefront/{name}.html", {"visit": self, **context}, status=status)

    def keep(self, response: HttpResponseBase) -> None:
        """Let the browser hold what this visit found out; an empty value takes it away."""
        for name, value in self.kept.items():
            if not value:
                response.delete_cookie(name, path=_PATH, samesite="Lax")
                continue
            response.set_cookie(
                name, value, max_age=_AGES[name], path=_PATH, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip


def medium_of(text: str) -> str:
    """Give a 媒体コード as it may be kept."""
    return _NO_MEDIUM.sub("", text)[:40]


def in_shop[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Hand a view its visit. Without a channel of the web there is no shop: 404."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        channel = Channel.objects.filter(kind=Channel.Kind.WEB).order_by("code").values_list("code", flat=True).first()
        if channel is None:
            raise Http404
        visit = Visit(request=request, now=clock.now(), channel=channel)
        response = view(visit, *args, **kwargs)
        visit.keep(response)
        return response

    return never_cache(guarded)
