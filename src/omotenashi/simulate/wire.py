# SPDX-License-Identifier: Apache-2.0
"""What goes over the wire: visits and inquiries as the items that the tag and the form's server send. Pure.

Every item has an id that follows from the world's seed and its place, so a build that is taken up writes nothing twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from omotenashi.simulate import identities
from omotenashi.simulate.assortment import CATEGORIES
from omotenashi.simulate.browsing import IN_VAIN, Visit, draw_visits
from omotenashi.simulate.devices import Device, Devices, agent_of
from omotenashi.simulate.forms import Inquiry, draw_inquiries
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import NOBODY
from omotenashi.simulate.trade_year import moment
from omotenashi.simulate.ways import SITE, campaign_of, touch_of

type Item = dict[str, Any]
WEB, FORM = "web", "form"
_STEP = 45  # seconds from one page to the next
_HALF_HOUR = 1_800


def happened(world: World, devices: Devices) -> list[Visit | Inquiry]:
    """Give everything that the tag and the form see, in the order of time."""
    found: list[Visit | Inquiry] = [*draw_visits(world, devices), *draw_inquiries(world, devices)]
    return sorted(found, key=lambda one: one.at)


@dataclass(slots=True)
class Wire:
    """Turns visits and inquiries into items, in the order of time: a browser remembers its touches and who logged in."""

    world: World
    _first: dict[str, Item] = field(default_factory=dict)
    _last: dict[str, tuple[int, Item]] = field(default_factory=dict)
    _user: dict[str, int] = field(default_factory=dict)

    def items(self, told: Sequence[Visit | Inquiry]) -> Iterator[tuple[int, str, Item]]:
        """Give second, source and item of everything; `told` is in the order of time."""
        for place, one in enumerate(told):
            made = self._visit(one) if isinstance(one, Visit) else self._inquiry(one)
            for number, (at, source, item) in enumerate(made):
                item["messageId"] = f"demo-{self.world.seed}-{place}-{number}"
                item["timestamp"] = _written(at)
                yield at, source, item

    def _visit(self, visit: Visit) -> Iterator[tuple[int, str, Item]]:
        at, device, goods = visit.at, visit.device, self.world.goods
        path = "/" if visit.query else _path(goods.variants[visit.looked[0]].code)
        context = self._context(visit, path)
        yield at, WEB, _page(device, path, "茜葉堂" if path == "/" else "商品", context)
        if visit.query:
            at += _STEP
            results = 0 if visit.query in IN_VAIN else 3 + len(visit.query) * 5 % 20
            yield at, WEB, _track(device, "Products Searched", {"query": visit.query, "results": results}, context)
        for variant in visit.looked:
            at += _STEP
            yield at, WEB, _track(device, "Product Viewed", self._product(variant), context)
        for variant in visit.added:
            at += _STEP // 3
            yield at, WEB, _track(device, "Product Added", self._product(variant) | {"quantity": 1}, context)
        if visit.order == NOBODY:
            return
        # The order itself comes from the shop's own system, after this.
        bought = int(self.world.purchases.at[visit.order])
        if self._user.get(device.anonymous_id) != visit.person:
            self._user[device.anonymous_id] = visit.person
            yield bought - 30, WEB, self._login(visit, context)
        yield bought - 20, WEB, _track(device, "Checkout Started", {"step": "checkout"}, context)

    def _login(self, visit: Visit, context: Item) -> Item:
        email = identities.email_of(self.world.identities, visit.person)
        user = identities.member_no_of(visit.person)
        return _item("identify", visit.device, context, userId=user, traits={"email": email})

    def _inquiry(self, asked: Inquiry) -> Iterator[tuple[int, str, Item]]:
        device, form = asked.device, {"form": "inquiry"}
        context = self._context(Visit(asked.at, asked.person, device, ()), "/contact")
        yield asked.at - 4 * _STEP, WEB, _page(device, "/shops", "店舗一覧", context)
        yield asked.at - 3 * _STEP, WEB, _page(device, "/contact", "お問い合わせ", context)
        yield asked.at - 2 * _STEP, WEB, _track(device, "Form Started", form, context)
        yield asked.at, WEB, _track(device, "Form Submitted", form, context)
        traits = {"email": asked.email, "name": asked.name, "kana": asked.kana}
        if asked.phone:
            traits["phone"] = asked.phone
        yield asked.at + 1, FORM, _item("identify", device, {}, traits=traits)
        yield asked.at + 2, FORM, _track(device, "Inquiry Sent", {**form, "topic": asked.topic}, {})

    def _context(self, visit: Visit, path: str) -> Item:
        """Give the context of a visit, and remember its touch in the browser."""
        key = visit.device.anonymous_id
        touch = touch_of(visit.medium, landing=path, at=_written(visit.at), mark=f"{key}{visit.at}")
        first = self._first.setdefault(key, touch)
        since, last = self._last.get(key, (0, touch))
        # As in the tag: a new way counts at once, coming by oneself only after half an hour.
        if len(touch) > 2 or visit.at - since > _HALF_HOUR:
            last = touch
        self._last[key] = (visit.at, last)
        context: Item = {
            "page": {"path": path, "url": f"{SITE}{path}"},
            "userAgent": agent_of(key),
            "touch": {"first": first, "last": last},
            "consent": {"categoryPreferences": {"analytics": True, "marketing": visit.device.marketing}},
        }
        campaign = campaign_of(touch)
        return {**context, "campaign": campaign} if campaign else context

    def _product(self, place: int) -> Item:
        variant = self.world.goods.variants[place]
        return {
            "product_id": variant.code, "sku": variant.sku, "name": variant.name,
            "category": CATEGORIES[variant.category].name, "price": variant.price,
        }  # fmt: skip


def _page(device: Device, path: str, title: str, context: Item) -> Item:
    context = {**context, "page": {"path": path, "url": f"{SITE}{path}", "title": title}}
    return _item("page", device, context, properties={"path": path, "title": title})


def _track(device: Device, event: str, properties: Item, context: Item) -> Item:
    return _item("track", device, context, event=event, properties=properties)


def _item(kind: str, device: Device, context: Item, **more: object) -> Item:
    return {"type": kind, "anonymousId": device.anonymous_id, "context": context, **more}


def _path(code: str) -> str:
    return f"/p/{code}"


def _written(at: int) -> str:
    return moment(at).isoformat().replace("+00:00", "Z")
