# SPDX-License-Identifier: Apache-2.0
"""The parts of the settings of service as forms: each takes what a part reads, and gives what it writes."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.base.text import zones
from omotenashi.commerce.orders.queries import reasons
from omotenashi.places.locations.queries import (
    EVERYBODY,
    LATITUDES,
    LEADERS,
    LONGITUDES,
    channel_names,
    spans_from,
    text_of,
)
from omotenashi.web.console.service import words
from omotenashi.web.console.service.parts import ABLE, TERMS

# What a number may be; a field that may be left empty stands in _EMPTY.
_BOUNDS: Final = {
    "pickup_minutes": (0, 10_080), "pickup_days": (1, 90), "ship_hours": (0, 720), "ship_days": (0, 60),
    "return_days": (0, 365), "try_on_hours": (1, 720), "try_on_least_hours": (0, 720), "try_on_pieces": (1, 50),
    "fulfil_percent": (0, 100), "assist_percent": (0, 100), "support_amount": (0, 1_000_000),
    "reprice_percent": (0, 100), "refund_most": (0, 100_000_000), "drawer_float": (0, 10_000_000), "offline_per_customer": (0, 10_000_000),
    "offline_total": (0, 100_000_000), "offline_hours": (1, 720), "offline_reserve": (0, 1_000_000_000), "last_pickup_minutes": (0, 720),
    "picks_per_hour": (0, 10_000), "priority": (0, 10_000), "buffer_abs": (0, 100_000), "buffer_pct": (0, 100),
    "min_confidence": (0, 100),
}  # fmt: skip
NEW_DAYS: Final = 3


class Settings(forms.Form):
    """A form over plain values; who may not change them sees them all the same."""

    def __init__(self, *args: Any, may: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.build()
        for field in self.fields.values():
            field.disabled = not may

    def build(self) -> None:
        """Add the fields."""

    def said(self) -> dict[str, Any]:
        """Give what was said, as the part writes it."""
        return dict(self.cleaned_data)

    def number(self, name: str, *, required: bool = True, under: str = "") -> None:
        """Add a whole number within its bounds."""
        label, help_text = words.FIELDS[name]
        least, most = _BOUNDS[name]
        self.fields[under + name] = forms.IntegerField(
            label=str(label), help_text=str(help_text), min_value=least, max_value=most, required=required
        )

    def yes(self, name: str, *, under: str = "") -> None:
        """Add a yes or no."""
        label, help_text = words.FIELDS[name]
        self.fields[under + name] = forms.BooleanField(label=str(label), help_text=str(help_text), required=False)


class ServiceForm(Settings):
    """What the house promises in every channel."""

    def build(self) -> None:
        """Add the fields."""
        for name in ("pickup_minutes", "pickup_days", "ship_hours", "ship_days", "return_days"):
            self.number(name)
        for name in (
            "try_on_hours",
            "try_on_least_hours",
            "try_on_pieces",
            "fulfil_percent",
            "assist_percent",
            "support_amount",
        ):
            self.number(name)
        self.yes("refund_no_show")


class TillsForm(Settings):
    """What tills may do without asking, and what they may give out without a line."""

    def build(self) -> None:
        """Add the fields."""
        self.number("reprice_percent")
        choices = [(EVERYBODY, _("Everybody who sells")), (LEADERS, _("Leaders only"))]
        self.fields["refunds"] = forms.ChoiceField(
            label=words.name("refunds"), choices=choices, widget=forms.RadioSelect
        )
        for name in ("refund_most", "drawer_float"):
            self.number(name)
        for name in ("offline_hours", "offline_per_customer", "offline_total", "offline_reserve"):
            self.number(name)


class PaceForm(Settings):
    """What a place does, and how fast; empty is as the house."""

    def build(self) -> None:
        """Add the fields."""
        for name in ("pickup_minutes", "ship_hours", "picks_per_hour"):
            self.number(name, required=False)
        self.number("last_pickup_minutes")
        for name in ABLE:
            self.yes(name)


class ReasonsForm(Settings):
    """The reasons to buy that are asked, as one text."""

    def build(self) -> None:
        """Add the field; a house that never wrote a list is given one to begin with."""
        label, help_text = words.FIELDS["written"]
        if self.initial.get("written") is None:
            self.initial["written"] = "\n".join(str(word) for word in words.SUGGESTED)
        self.fields["written"] = forms.CharField(
            label=str(label),
            help_text=str(help_text),
            max_length=2_000,
            required=False,
            widget=forms.Textarea({"rows": 9, "class": "o-reasons"}),
        )

    def clean_written(self) -> str:
        """Refuse a list that cannot be shown as buttons."""
        written = "\n".join(line.strip() for line in self.cleaned_data["written"].splitlines() if line.strip())
        try:
            reasons.read(written)
        except reasons.BadReasons:
            raise forms.ValidationError(
                _("At most %(most)s reasons, each once, each of at most %(longest)s letters.")
                % {"most": reasons.MOST, "longest": reasons.LONGEST}
            ) from None
        return written


class ProtectionForm(Settings):
    """What each channel leaves at a place: a line of five fields a channel."""

    def __init__(self, *args: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        flat = {f"{channel}-{name}": terms[name] for channel, terms in initial.items() for name in TERMS}
        self.channels = list(initial)
        super().__init__(*args, initial=flat, **kwargs)

    def build(self) -> None:
        """Add the fields."""
        for channel in self.channels:
            self.yes("sellable", under=f"{channel}-")
            for name in TERMS[1:]:
                self.number(name, under=f"{channel}-")

    @property
    def lines(self) -> list[tuple[str, list[Any]]]:
        """The channels by name, with their fields."""
        names = channel_names()
        return [(names.get(code, code), [self[f"{code}-{name}"] for name in TERMS]) for code in self.channels]

    def said(self) -> dict[str, Any]:
        """Give the terms by channel."""
        return {code: {name: self.cleaned_data[f"{code}-{name}"] for name in TERMS} for code in self.channels}


class AccessForm(Settings):
    """How a shop is found."""

    def build(self) -> None:
        """Add the fields."""
        for name, most, rows in (("access", 2_000, 4), ("parking", 500, 2), ("alt", 200, 0)):
            label, help_text = words.FIELDS[name]
            widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
            self.fields[name] = forms.CharField(
                label=str(label), help_text=str(help_text), max_length=most, required=False, widget=widget
            )

    def said(self) -> dict[str, Any]:
        """Give the texts without the space around them."""
        return {name: str(self.cleaned_data[name]).strip() for name in ("access", "parking", "alt")}


class PositionForm(Settings):
    """Where a shop stands: both numbers within Japan, or neither; and the clock of those who buy there."""

    def build(self) -> None:
        """Add the fields."""
        for name, (least, most) in (("latitude", LATITUDES), ("longitude", LONGITUDES)):
            label, help_text = words.FIELDS[name]
            self.fields[name] = forms.FloatField(
                label=str(label), help_text=str(help_text), min_value=least, max_value=most, required=False
            )
        label, help_text = words.FIELDS["zone"]
        self.fields["zone"] = forms.CharField(label=str(label), help_text=str(help_text), max_length=64, required=False)

    def clean_zone(self) -> str:
        """Refuse a name that no clock goes by."""
        said = str(self.cleaned_data["zone"]).strip()
        if said and not zones.known(said):
            raise forms.ValidationError(_("No time zone has this name. They are written as Asia/Tokyo."))
        return zones.known(said)

    def clean(self) -> dict[str, Any]:
        """Refuse one number without the other."""
        found = dict(self.cleaned_data)
        missing = [name for name in ("latitude", "longitude") if found.get(name) is None and name not in self.errors]
        if len(missing) == 1:
            self.add_error(missing[0], _("Give both numbers, or neither."))
        return found


class HoursForm(Settings):
    """A week, and days of their own. Spans are written as people write them."""

    always = forms.BooleanField(label=lazy("It never closes, or nobody has to know when"), required=False)

    def __init__(self, *args: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        self.days = sorted(initial["days"].items())
        flat: dict[str, Any] = {f"week-{day}": text for day, text in initial["week"].items()}
        flat["always"] = not initial["week"]
        posted = args[0] if args else None
        self.rows = max(len(self.days) + NEW_DAYS, sum(name.startswith("day-") for name in posted or ()))
        for n, (day, (spans, note)) in enumerate(self.days):
            flat |= {f"day-{n}": day, f"spans-{n}": spans, f"note-{n}": note}
        super().__init__(*args, initial=flat, **kwargs)

    def build(self) -> None:
        """Add the fields: eight lines of the week, and a line for each day with some to spare."""
        for day, label in enumerate(words.DAYS):
            self.fields[f"week-{day}"] = forms.CharField(label=str(label), max_length=60, required=False)
        for n in range(self.rows):
            self.fields[f"day-{n}"] = forms.DateField(
                label=_("Date"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            )
            self.fields[f"spans-{n}"] = forms.CharField(label=_("Hours"), max_length=60, required=False)
            self.fields[f"note-{n}"] = forms.CharField(label=_("Why"), max_length=60, required=False)

    @property
    def week(self) -> list[Any]:
        """The fields of the week."""
        return [self[f"week-{day}"] for day in range(len(words.DAYS))]

    @property
    def own_days(self) -> list[tuple[Any, Any, Any]]:
        """The fields of days of their own."""
        return [(self[f"day-{n}"], self[f"spans-{n}"], self[f"note-{n}"]) for n in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        """Refuse what are no hours, and two lines for one day."""
        said, seen = super().clean() or {}, set()
        for name in [field for field in self.fields if field.startswith(("week-", "spans-"))]:
            try:
                said[name] = text_of(spans_from(said.get(name, "")))
            except ValueError:
                self.add_error(name, _("Write hours like 10:00-20:00, several with a comma between."))
        for n in range(self.rows):
            day: date | None = said.get(f"day-{n}")
            if day in seen:
                self.add_error(f"day-{n}", _("This day stands here twice."))
            if day:
                seen.add(day)
                if "," in said.get(f"spans-{n}", ""):
                    self.add_error(f"spans-{n}", _("A day of its own has one span."))
        if not said.get("always") and not any(said.get(f"week-{day}") for day in range(7)):
            self.add_error("always", _("Say when it is open, or that it never closes."))
        return said

    def said(self) -> dict[str, Any]:
        """Give spans by weekday and by day. Holidays without hours are closed days only where they were said to be."""
        said = self.cleaned_data
        week = (
            {} if said["always"] else {str(d): said[f"week-{d}"] for d in range(len(words.DAYS)) if said[f"week-{d}"]}
        )
        days = {
            f"{said[f'day-{n}']:%Y-%m-%d}": [said[f"spans-{n}"], said[f"note-{n}"].strip()]
            for n in range(self.rows)
            if said.get(f"day-{n}")
        }
        return {"week": week, "days": dict(sorted(days.items()))}
