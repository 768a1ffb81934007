# SPDX-License-Identifier: Apache-2.0
"""What can be chosen of tags, ranks, notes, tastes and usage: what there is, the most frequent first."""

from collections.abc import Callable
from functools import partial
from unicodedata import normalize

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.usage.models import Progress
from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.journeys import queries as journeys
from omotenashi.insight import queries as insight
from omotenashi.insight.models import Taste
from omotenashi.insight.tastes.traits import AXES, BANDS
from omotenashi.people.customers import queries as customers
from omotenashi.places.locations import queries as locations
from omotenashi.places.locations.models import Location
from omotenashi.web.console.customers.using import KINDS
from omotenashi.web.console.figures.writing import rank_names
from omotenashi.web.ui.tastes import axis_name, value_name

type Choices = list[tuple[str, str]]
# So many are offered at most: what few people have, a tag or the address can say.
MOST = 60


def tags() -> Choices:
    """Give every tag that somebody carries."""
    return [(audience.in_list(tag), tag) for tag in customers.all_tags() if tag]


def tiers() -> Choices:
    """Give the ranks of the programme of points."""
    return [(audience.in_list(code), name) for code, name in rank_names().items()]


def notes() -> Choices:
    """Give what scenarios note, and what they noted before."""
    known = {normalize("NFKC", name): name for name in (*insight.choices("note"), *journeys.recorded_names().values())}
    return [(audience.in_list(name), name) for _key, name in sorted(known.items())]


def tastes(axis: str) -> Choices:
    """Give the values of an axis towards which somebody leans; bands of prices from low to high."""
    rows = Taste.objects.filter(axis=axis).values_list("value").annotate(n=Count("person_id")).order_by("-n", "value")
    found = [value for value, _n in rows[:MOST]]
    if axis == "price":
        found.sort(key=BANDS.index)
    return [(audience.in_list(value), value_name(axis, value)) for value in found]


def products() -> Choices:
    """Give the products of which usage is told."""
    used = Progress.objects.values_list("product_id").annotate(n=Count("id")).order_by("-n")
    most = [key for key, _n in used[:MOST]]
    found = Product.objects.filter(pk__in=most).values_list("code", "name")
    return sorted(((code, name or code) for code, name in found), key=lambda one: (one[1], one[0]))


def uses() -> Choices:
    """Give what is done with a product."""
    return [(key, str(name)) for key, name in KINDS.items()]


def stages() -> Choices:
    """Give how far somebody can be with a product."""
    return [
        ("begun", pgettext("usage of a product", "Begun")), ("under_way", pgettext("usage of a product", "Under way")),
        ("finished", pgettext("usage of a product", "Finished")), ("not_begun", pgettext("usage of a product", "Not begun")),
    ]  # fmt: skip


def missing(what: str) -> str:
    """Say why a condition can hold of nobody yet; nothing where it can."""
    if what not in _THERE or _THERE[what]():
        return ""
    return {
        "noted": _("No scenario notes anything yet. The step “Note an event” does."),
        "tag": _("Nobody carries a tag yet. Scenarios put them on."),
        "taste": _("No tastes were worked out yet; that is done every night."),
        "usage": _("Nothing was told of usage yet. Sites, apps and the API send it."),
        "distance": _("No positions of postal codes are loaded, so nobody is near a shop."),
    }[what]


def shops() -> Choices:
    """Give the places near which somebody can live: those that stand somewhere."""
    placed = Location.objects.exclude(postal_code="", prefecture="").exclude(kind="warehouse").order_by("code")
    return [(code, name or code) for code, name in placed.values_list("code", "name")]


def taste_word(word: str) -> str:
    """Say `axis:value` as people do."""
    axis, _sep, value = word.partition(":")
    return f"{axis_name(axis)} {value_name(axis, value)}" if value else ""


CHOICES: dict[str, Callable[[], Choices]] = {
    "tag": tags, "tier": tiers, "note": notes, "near.location": shops, "usage.product": products, "usage.use": uses, "usage.stage": stages,
    **{f"taste.{axis}": partial(tastes, axis) for axis in AXES},
}  # fmt: skip
_THERE: dict[str, Callable[[], bool]] = {
    "noted": lambda: bool(notes()),
    "tag": lambda: bool(tags()),
    "taste": Taste.objects.exists,
    "usage": Progress.objects.exists,
    "distance": lambda: bool(locations.positions_now().codes),
}
