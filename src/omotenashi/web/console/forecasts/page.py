# SPDX-License-Identifier: Apache-2.0
"""What the page of LTV予測 says about the model: its parameters in words, its calibration as pictures. No reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.models import ValueModel
from omotenashi.web.console.customers.foreseen import reasons
from omotenashi.web.ui.tags.formats import money, number, percent

type Told = Mapping[str, Any]
MODELS = {"bgnbd": "BG/NBD", "gamma-gamma": "Gamma-Gamma"}


def context_of(model: ValueModel, *, currency: str) -> dict[str, Any]:
    """Give everything but the list."""
    told: Told = model.told
    held = told.get("holdout")
    return {
        "model": model,
        "refused": reasons(told["refused"]),
        "warned": reasons(told["warnings"]),
        "figures": _figures(told, currency) if model.answers else [],
        "words": _words(told, currency),
        "parameters": _parameters(told),
        "charts": [_calibration(held), _by_frequency(held)] if held else [],
        "held": _held(held, currency) if held else [],
        "held_days": held["days"] if held else 0,
        "usage": _usage(told, currency) if held and "usage" in told else None,
        "basis": _basis(model),
    }


def _figures(told: Told, currency: str) -> list[tuple[str, str, str]]:
    about = told["population"]
    people = about["customers"]
    return [
        (_("Value of the next 12 months"), money(round(about["value"]), currency), _("all customers together")),
        (_("Per customer"), money(round(about["value"] / max(people, 1)), currency), _("mean of all customers")),
        (_("Purchases expected"), number(round(about["expected"])), _("in 12 months")),
        (_("Share who came back"), percent(about["repeaters"] / max(people, 1)), _("share of all customers")),
    ]


def _words(told: Told, currency: str) -> list[tuple[str, str]]:
    """The parameters as a retailer would say them."""
    fits = told["fits"]
    lines = []
    if bought := fits.get("bgnbd"):
        of = bought["parameters"]
        days = of["alpha"] / of["r"] * 7
        lines += [
            (_("Days between purchases, while a customer"), number(round(days))),
            (_("Lost after a purchase, on average"), percent(of["a"] / (of["a"] + of["b"]))),
        ]
    if spent := fits.get("gamma-gamma"):
        of = spent["parameters"]
        mean = of["p"] * of["gamma"] / (of["q"] - 1) if of["q"] > 1 else None
        lines.append((_("Mean spend per purchase"), money(round(mean), currency) if mean else "—"))
    if (found := told["population"].get("correlation")) is not None:
        lines.append((_("Correlation of frequency and spend"), f"{round(found, 2) + 0:.2f}"))
    return lines


def _parameters(told: Told) -> list[tuple[str, str, str, str]]:
    return [
        (MODELS.get(name, name), key, f"{value:,.4g}", f"± {error:,.2g}" if error is not None else "—")
        for name, fit in told["fits"].items()
        for key, value in fit["parameters"].items()
        for error in (fit["standard_errors"][key],)
    ]


def _held(held: Told, currency: str) -> list[tuple[str, str]]:
    return [
        (_("Forecast (held-out)"), money(round(held["expected"]), currency)),
        (_("Actual (held-out)"), money(round(held["actual"]), currency)),
        (_("Forecast against actual"), percent(held["expected"] / held["actual"]) if held["actual"] else "—"),
        (_("Within the 80% interval"), percent(held["coverage"] / 100) if held["coverage"] is not None else "—"),
        (_("Mean error per customer"), money(round(held["mae"]), currency)),
        (_("The same, had we said zero for everybody"), money(round(held["mae_of_zero"]), currency)),
    ]


def _usage(told: Told, currency: str) -> dict[str, Any]:
    """Whether usage of what was bought serves the forecast, and by which errors that was decided."""
    tried = told["usage"]
    people = {"n": number(tried["people"]), "least": number(tried["least"])}
    if not tried["tried"]:
        few = tried["people"] < tried["least"]
        why = (
            _("Not tried: usage was told of %(n)s customers, %(least)s are needed.") % people
            if few
            else _("Not tried: the purchases before the two kept-back stretches do not carry the model.")
        )
        return {"state": "quiet", "chosen": _("Purchases alone"), "why": why, "facts": []}
    chosen = tried["chosen"]
    (plain, weighed), (plain_mae, weighed_mae) = tried["rmse"], tried["mae"]
    return {
        "state": "good" if chosen else "quiet",
        "chosen": _("Purchases and usage") if chosen else _("Purchases alone"),
        "why": _("With usage the forecast of the kept-back days was better, by more than chance.")
        if chosen
        else _("With usage the forecast of the kept-back days was not better by more than chance."),
        "facts": [
            (_("Root mean squared error, purchases alone"), money(round(plain), currency)),
            (_("Root mean squared error, with usage"), money(round(weighed), currency)),
            (_("Mean error per customer, purchases alone"), money(round(plain_mae), currency)),
            (_("Mean error per customer, with usage"), money(round(weighed_mae), currency)),
            *((name, f"× {weight:.2f}") for name, weight in zip(_stages(), tried["weights"], strict=True)),
        ],
    }  # fmt: skip


def _stages() -> list[str]:
    return [_("Nothing told of the last 13 weeks"), _("Began something"), _("Finished something")]


def _calibration(held: Told) -> dict[str, Any]:
    groups = held["groups"]
    return _chart(
        _("Do customers with higher forecasts spend more, and as much as said?"),
        _("Customers from the lowest to the highest forecast"),
        [str(place) for place in range(1, len(groups) + 1)],
        groups,
    )


def _by_frequency(held: Told) -> dict[str, Any]:
    groups = held["by_frequency"]
    names = [f"{place}" if place < 7 else _("7 or more") for place in range(len(groups))]
    return _chart(_("By repeat purchases until then"), _("Repeat purchases"), names, groups)


def _chart(title: str, across: str, names: Sequence[str], groups: Sequence[Told]) -> dict[str, Any]:
    return {
        "kind": "bar",
        "title": title,
        "x": {"label": across, "values": list(names)},
        "y": {"label": _("Spend per customer"), "format": "money"},
        "series": [
            {"name": _("Forecast (held-out)"), "values": [round(one["expected"]) for one in groups]},
            {"name": _("Actual (held-out)"), "values": [round(one["actual"]) for one in groups]},
        ],
    }


def _basis(model: ValueModel) -> dict[str, object]:
    people = model.told["population"]["customers"]
    return {
        "formula": _("Expected purchases (BG/NBD) × expected spend per purchase (Gamma-Gamma)."),
        "population": _("%(people)s customers with a purchase") % {"people": number(people)},
        "source": _("Model %(version)s, as of %(day)s") % {"version": model.version, "day": model.as_of},
    }
