# SPDX-License-Identifier: Apache-2.0
"""The conditions that the builder offers: their names, their fields, and how they read as words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS_ALT
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.orders.queries import reasons
from omotenashi.engagement.audience import queries as audience
from omotenashi.insight import queries as insight
from omotenashi.insight.measures.cpm_ranks import KINDS as CPM
from omotenashi.insight.measures.params import Common
from omotenashi.people.consent.models import Purpose
from omotenashi.people.staff.models import Staff
from omotenashi.web.console.customers.words import PURPOSES
from omotenashi.web.console.figures.wording import kind as cpm_name
from omotenashi.web.console.figures.writing import Names
from omotenashi.web.console.segments import carrying


@dataclass(frozen=True)
class Field:
    """A value of a condition. kind: words (several of a list), one (of a list), number, text, date."""

    name: str
    label: str | Promise
    kind: str = "number"
    unit: str | Promise = ""
    # Whose choices these are, where other conditions have a field of this name.
    of: str = ""


@dataclass(frozen=True)
class Kind:
    """A condition that may be taken."""

    name: str
    label: str | Promise
    shelf: str
    fields: Mapping[str, Field]


def _kind(name: str, label: str | Promise, shelf: str, *fields: Field) -> Kind:
    return Kind(name, label, shelf, {one.name: one for one in fields})


_CHANNEL = Field("channel", lazy("Channel"), "words")
_SHOP = Field("location", lazy("Shop"), "words")
_PLACED = Field("location", lazy("Shop"), "words", of="near.location")
_WITHIN = Field("within", lazy("Within the last"), unit=pgettext_lazy("unit", "days"))
_YEN = pgettext_lazy("unit", "yen")
_DAYS, _TIMES = pgettext_lazy("unit", "days"), pgettext_lazy("unit", "times")


def _range(unit: str | Promise = "") -> tuple[Field, Field]:
    return Field("from", lazy("At least"), unit=unit), Field("to", lazy("At most"), unit=unit)


_AXES = {"category": lazy("Category"), "brand": lazy("Brand"), "price": lazy("Price band"),
         "colour": pgettext_lazy("of goods", "Colour"), "size": pgettext_lazy("of goods", "Size")}  # fmt: skip
_TASTES = tuple(Field(axis, label, "words", of=f"taste.{axis}") for axis, label in _AXES.items())
_ALL = (
    _kind("bought", lazy("Bought"), "purchase", _CHANNEL, _SHOP, Field("category", lazy("Category"), "words"),
          Field("brand", lazy("Brand"), "words"), Field("staff", lazy("Sold by"), "words"),
          Field("product", lazy("Product codes"), "text"), _WITHIN, Field("from", pgettext_lazy("condition", "From"), "date"),
          Field("to", pgettext_lazy("condition", "To"), "date"), Field("least", lazy("At least"), unit=pgettext_lazy("unit", "times")),
          Field("most", lazy("At most"), unit=pgettext_lazy("unit", "times")), Field("amount_from", lazy("Amount, at least"), unit=_YEN),
          Field("amount_to", lazy("Amount, at most"), unit=_YEN)),
    _kind("last", lazy("Days since the last purchase"), "purchase",
          Field("days_from", lazy("At least"), unit=pgettext_lazy("unit", "days")), Field("days_to", lazy("At most"), unit=pgettext_lazy("unit", "days"))),
    _kind("first", pgettext_lazy("condition", "First purchase"), "purchase", _CHANNEL, _SHOP, Field("medium", lazy("Medium"), "words"),
          Field("from", pgettext_lazy("condition", "From"), "date"), Field("to", pgettext_lazy("condition", "To"), "date")),
    _kind("touched", lazy("Did without buying"), "purchase", Field("act", lazy("What they did"), "one"),
          Field("product", lazy("Product codes"), "text"), _WITHIN, Field("least", lazy("At least"), unit=_TIMES),
          Field("most", lazy("At most"), unit=_TIMES)),
    _kind("sequence", lazy("One thing after another"), "purchase", Field("first", pgettext_lazy("condition", "First did"), "one"),
          Field("then", pgettext_lazy("condition", "Then did"), "one"),
          Field("hours", lazy("At most so much later"), unit=pgettext_lazy("unit", "hours")), _WITHIN),
    _kind("noted", lazy("Noted by a scenario"), "purchase", Field("note", lazy("What was noted"), "words"), _WITHIN,
          Field("least", lazy("At least"), unit=_TIMES), Field("most", lazy("At most"), unit=_TIMES)),
    _kind("reason", lazy("Why they bought"), "purchase", Field("reason", lazy("Reason"), "words"), _WITHIN),
    _kind("usage", pgettext_lazy("condition", "Usage"), "purchase",
          Field("product", pgettext_lazy("usage", "Product"), "words", of="usage.product"),
          Field("stage", pgettext_lazy("usage", "How far"), "one", of="usage.stage"),
          Field("use", pgettext_lazy("usage", "What is done with it"), "words", of="usage.use"),
          Field("from", pgettext_lazy("usage", "Progress, at least"), unit="%"),
          Field("to", pgettext_lazy("usage", "Progress, at most"), unit="%")),
    _kind("ltv", lazy("LTV to date"), "worth", *_range(_YEN)),
    _kind("orders", lazy("Orders to date"), "worth", *_range(pgettext_lazy("unit", "times"))),
    _kind("value", lazy("Value of the next 12 months"), "worth", *_range(_YEN)),
    _kind("alive", lazy("Probability of coming back"), "worth", *_range("%")),
    _kind("rank", lazy("RFM rank"), "worth", Field("rank", lazy("RFM rank"), "words")),
    _kind("kind", lazy("CPM group"), "worth", Field("kind", lazy("Kind of customer"), "words"),
          Field("state", lazy("State"), "words")),
    _kind("points", lazy("Points"), "worth", *_range(pgettext_lazy("unit", "points"))),
    _kind("tier", lazy("Member rank"), "profile", Field("tier", lazy("Member rank"), "words")),
    _kind("member_rank", lazy("Rank in the profile"), "profile", Field("member_rank", lazy("Rank in the profile"), "words")),
    _kind("prefecture", lazy("Prefecture"), "profile", Field("prefecture", lazy("Prefecture"), "words")),
    _kind("gender", lazy("Sex"), "profile", Field("gender", lazy("Sex"), "words")),
    _kind("age", lazy("Age"), "profile", *_range(pgettext_lazy("unit", "years old"))),
    _kind("birthday", lazy("Month of birth"), "profile", Field("month", lazy("Month"), "words")),
    _kind("anniversary", lazy("Around the birthday"), "profile", Field("before", lazy("Before it, up to"), unit=_DAYS),
          Field("after", lazy("After it, up to"), unit=_DAYS)),
    _kind("tag", lazy("Carries a tag"), "profile", Field("tag", lazy("Tag"), "words")),
    _kind("taste", pgettext_lazy("of a customer", "Leaning"), "profile", *_TASTES),
    _kind("distance", lazy("Distance from a shop"), "profile", _PLACED, Field("km", pgettext_lazy("distance", "Within"), unit="km")),
    _kind("near", lazy("Lives near a shop"), "profile", _PLACED, Field("how", lazy("How near, by postal code"), "one")),
    _kind("reach", lazy("Can be reached by"), "contact", Field("by", pgettext_lazy("condition", "By"), "words")),
    _kind("consent", lazy("Allows"), "contact", Field("purpose", lazy("Purpose"), "words"),
          Field("by", pgettext_lazy("condition", "By"), "words")),
    _kind("stopped", lazy("On a stop list"), "contact", Field("by", pgettext_lazy("condition", "By"), "words")),
    _kind("segment", lazy("Is in a segment"), "profile", Field("segment", lazy("Segment"), "words")),
)  # fmt: skip
KINDS = {one.name: one for one in _ALL}


def shelves() -> list[tuple[str, list[Kind]]]:
    """Give the conditions in groups, for the list one chooses from."""
    titles = {
        "purchase": _("What they bought and did"),
        "worth": _("What they are worth"),
        "profile": _("Who they are"),
        "contact": _("How they may be reached"),
    }
    return [(title, [one for one in _ALL if one.shelf == key]) for key, title in titles.items()]


def choices(field: str, names: Names) -> list[tuple[str, str]]:
    """Give what can be chosen for a field of words, with its name."""
    if field in ("channel", "location", "medium", "category", "prefecture", "member_rank"):
        how = {"channel": names.channel, "location": names.location}.get(field, str)
        return [(value, how(value)) for value in insight.choices(field)]
    if field == "brand":
        return [
            (brand, brand)
            for brand in Product.objects.exclude(brand="").order_by("brand").values_list("brand", flat=True).distinct()
        ]
    if field == "staff":
        return [(str(key), name) for key, name in Staff.objects.order_by("name", "id").values_list("id", "name")]
    if field == "purpose":
        known = Purpose.objects.order_by("code").values_list("code", "name")
        return [(code, str(PURPOSES.get(code, name))) for code, name in known]
    if field == "segment":
        open_ = audience.all_segments().filter(archived_at=None).order_by("name")
        return [(str(one.pk), one.name) for one in open_]
    if field == "reason":
        return [(one.name, one.name) for one in reasons.reasons_asked(clock.now())]
    return (carrying.CHOICES.get(field) or _FIXED[field])()


def said(one: audience.Condition, names: Names) -> str:
    """Put a condition into words: “Bought: Channel EC, at least 2 times”."""
    kind = KINDS.get(one.what)
    if kind is None:
        return _("A condition that is not known any more: %(name)s") % {"name": one.what}
    parts = [_value(kind.fields[name], text, names) for name, text in one.values.items() if name in kind.fields]
    words = (
        _("%(name)s: %(values)s") % {"name": kind.label, "values": _(", ").join(parts)} if parts else str(kind.label)
    )
    return _("not (%(words)s)") % {"words": words} if one.no else words


def sentence(node: audience.Group | audience.Condition, names: Names, *, top: bool = True) -> str:
    """Put a tree into words, groups in brackets."""
    if isinstance(node, audience.Condition):
        return said(node, names)
    if len(node.of) == 1 and not node.no:
        return sentence(node.of[0], names, top=top)
    joined = (pgettext("joint", " and ") if node.how == "all" else pgettext("joint", " or ")).join(
        sentence(one, names, top=False) for one in node.of
    )
    if node.no:
        return _("not (%(words)s)") % {"words": joined}
    return joined if top else _("(%(words)s)") % {"words": joined}


def _value(field: Field, text: str, names: Names) -> str:
    if field.kind in ("words", "one"):
        known = dict(choices(field.of or field.name, names))
        return _(", ").join(known.get(word, word) for word in text.split(","))
    if field.kind == "text":
        return _("%(label)s %(value)s") % {"label": field.label, "value": text}
    return _("%(label)s %(value)s %(unit)s") % {"label": field.label, "value": text, "unit": field.unit}


def _ranks() -> list[tuple[str, str]]:
    return [(one, one) for one in "ABCDE"]


def _kinds() -> list[tuple[str, str]]:
    plain = Common(as_of=date.min)
    return [(one, cpm_name(plain, one)) for one in CPM]


def _months() -> list[tuple[str, str]]:
    return [(str(number), str(name)) for number, name in MONTHS_ALT.items()]


def _acts() -> list[tuple[str, str]]:
    return [
        ("view", _("Looked at")), ("cart", _("Put into the cart")), ("try", _("Tried on")), ("visit", _("Visited a shop")),
        ("click", _("Clicked in a message")), ("friend", _("Became a LINE friend")),
    ]  # fmt: skip


_FIXED = {
    "rank": _ranks,
    "kind": _kinds,
    "state": lambda: [("active", _("Still here")), ("gone", _("Gone"))],
    "gender": lambda: [("female", pgettext("sex", "Female")), ("male", pgettext("sex", "Male"))],
    "month": _months,
    "by": lambda: [("email", _("Mail")), ("sms", _("SMS")), ("line", "LINE"), ("push", _("Web push"))],
    "how": lambda: [
        ("town", _("The same town")),
        ("area", _("The same sorting area")),
        ("prefecture", _("The same prefecture")),
    ],
    "act": _acts,
    "first": _acts,
    "then": _acts,
}


def fields_of(one: audience.Condition, at: str, names: Names) -> Sequence[Mapping[str, object]]:
    """Give the fields of a condition as the template draws them; ``at`` is its place in the address."""
    found = []
    for field in KINDS[one.what].fields.values():
        text = one.values.get(field.name, "")
        picked = text.split(",") if text else []
        options = choices(field.of or field.name, names) if field.kind in ("words", "one") else []
        if field.kind == "words":
            # What was taken before stays to be seen, though nobody has it now.
            options = options + [(value, value) for value in picked if value not in dict(options)]
        if one.what == "taste" and not options and field.name != "category":
            continue
        found.append(
            {"name": f"{at}.{field.name}", "label": field.label, "kind": field.kind, "unit": field.unit, "value": text,
             "options": [(value, label, value in picked) for value, label in options], "many": len(options) > 7,
             "picked": len(picked)}
        )  # fmt: skip
    return found
