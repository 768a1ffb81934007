# SPDX-License-Identifier: Apache-2.0
"""A menu between the form and the rules: what was entered, what stands in the form, and how each stands at LINE."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import ChatMenu
from omotenashi.engagement.messaging.queries import menus as rules
from omotenashi.people.customers.models import ContactPoint
from omotenashi.places.locations.queries import zone
from omotenashi.web.console.messages.menus import words

MOST = 6


@dataclass(frozen=True, slots=True)
class Period:
    """From when on, and until when."""

    begins_at: datetime
    ends_at: datetime | None


def entered(said: Any) -> rules.Menu:
    """Read the form. Raises BadMenu."""
    areas = [
        {
            "kind": said.get(f"kind-{at}", ""), "label": said.get(f"label-{at}", ""), "icon": said.get(f"icon-{at}", ""),
            "target": said.get(f"{said.get(f'kind-{at}', '')}-{at}", ""),
        }
        for at in range(MOST)
    ]  # fmt: skip
    given = {name: said.get(name, "") for name in ("layout", "bar", "tone")}
    is_drawn = said.get("picture_from") != "own"
    return rules.read({**given, "is_open": bool(said.get("is_open")), "is_drawn": is_drawn, "areas": areas})


def period(said: Mapping[str, str], *, now: datetime) -> Period:
    """Read the period: days of the house, both of them whole. Raises BadMenu."""
    begins, ends = (_day(said.get(name, "")) for name in ("begins", "ends"))
    try:
        first = max(datetime.combine(begins, time(), zone()), now) if begins else now
        last = datetime.combine(ends + timedelta(days=1), time(), zone()) if ends else None
    except (ValueError, OverflowError) as wrong:
        raise rules.BadMenu("period") from wrong
    return Period(first, last)


def starter(audience: str) -> rules.Menu:
    """Give what a house that has no menu yet begins with."""
    names = words.pages()
    chosen = [("card", "barcode"), ("wallet", "tag"), ("shop", "box"), ("stores", "store"), ("orders", "receipt"), ("preferences", "bell")]  # fmt: skip
    if audience == rules.ALL:
        chosen = [("card", "barcode"), ("shop", "box"), ("stores", "store")]
    areas = tuple(rules.Area(rules.PAGE, code, _short(code, names), icon) for code, icon in chosen)
    layout = rules.LAYOUTS["large-6" if audience == rules.MEMBERS else "compact-3"]
    return rules.Menu(layout, _("Menu"), is_open=True, areas=areas)


def fields(menu: rules.Menu) -> list[dict[str, Any]]:
    """Give the areas as the form shows them: always six, so that a larger layout keeps what was entered."""
    blank = rules.Area(rules.PAGE, "card", "", "")
    areas = [*menu.areas, *[blank] * (MOST - len(menu.areas))]
    return [
        {"at": at, "number": at + 1, "area": one, "page": one.target if one.kind == rules.PAGE else "card",
         "uri": one.target if one.kind == rules.LINK else "", "message": one.target if one.kind == rules.SAY else ""}
        for at, one in enumerate(areas)
    ]  # fmt: skip


def areas(menu: rules.Menu) -> list[dict[str, Any]]:
    """Give where each area lies on the picture, and what it does."""
    pages, high = words.pages(), menu.layout.height
    return [
        {"style": f"left:{x / rules.WIDE:.4%};top:{y / high:.4%};width:{width / rules.WIDE:.4%};height:{height / high:.4%}",
         "number": number, "does": pages.get(area.target, "") if area.kind == rules.PAGE else area.target}
        for number, ((x, y, width, height), area) in enumerate(zip(menu.layout.boxes, menu.areas, strict=False), start=1)
    ]  # fmt: skip


def under(point: ContactPoint) -> dict[str, Any] | None:
    """Give the menu somebody sees under the chat, as the phone draws it."""
    found = queries.menu_seen_by(point)
    if found is None:
        return None
    menu = rules.read(found.content)
    return {
        "image": reverse("console:sending-menu-picture", args=[found.pk]), "bar": menu.bar, "is_open": menu.is_open,
        "ratio": f"{rules.WIDE}/{menu.layout.height}", "areas": areas(menu),
    }  # fmt: skip


def history(audience: str, *, now: datetime) -> list[dict[str, Any]]:
    """Give the menus of an audience with how each stands, the newest first."""
    found = queries.menus_of(audience)
    shown = rules.shown(found, audience, now=now)
    return [_told(one, is_shown=one == shown, now=now) for one in found]


def _told(menu: ChatMenu, *, is_shown: bool, now: datetime) -> dict[str, Any]:
    tone, state = _state(menu, is_shown=is_shown, now=now)
    reach = rules.members_reached(menu) if menu.audience == rules.MEMBERS and is_shown and menu.external_id else None
    return {
        "menu": menu, "tone": tone, "state": state, "reach": reach, "bar": menu.content.get("bar", ""),
        "is_over": menu.ended_at is not None, "is_refused": menu.refused_at is not None and menu.ended_at is None,
        "is_busy": is_busy(menu, is_shown=is_shown) or bool(reach and reach.done < reach.total and not menu.error),
        "share": min(100, reach.done * 100 // reach.total) if reach and reach.total else 100,
    }  # fmt: skip


def is_busy(menu: ChatMenu, *, is_shown: bool) -> bool:
    """Say whether LINE still has to be told of it."""
    if menu.ended_at is not None:
        return menu.removed_at is None and not menu.error
    return is_shown and not menu.external_id and not menu.error


def _state(menu: ChatMenu, *, is_shown: bool, now: datetime) -> tuple[str, str]:
    if menu.ended_at is not None:
        return "quiet", pgettext("menu", "Over") if menu.removed_at else pgettext("menu", "Is being taken away")
    if menu.refused_at is not None:
        return "bad", pgettext("menu", "Refused by LINE")
    if menu.begins_at > now:
        return "info", pgettext("menu", "Planned")
    if not is_shown:
        return "quiet", pgettext("menu", "Comes back afterwards")
    if menu.error:
        return "warn", pgettext("menu", "LINE does not answer")
    return ("good", pgettext("menu", "Shown")) if menu.external_id else ("info", pgettext("menu", "Is being published"))


def _short(code: str, names: dict[str, str]) -> str:
    return names[code][: rules.MOST_LABEL]


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
