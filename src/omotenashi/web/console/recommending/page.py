# SPDX-License-Identifier: Apache-2.0
"""What the page says about the comparison: who won and by how much, as figures, a picture and a table. No reads."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.insight.models import RecommendModel
from omotenashi.web.ui.tags.formats import day, number, percent


def names() -> dict[str, str]:
    """The methods as people call them."""
    return {
        "popular": _("Bestsellers"),
        "jaccard": "Jaccard",
        "cosine": _("Cosine"),
        "ease": "EASE",
        "svd": "PureSVD",
        "als": "ALS",
    }


def name_of(method: str) -> str:
    """Call a method, and what moves what it ranked: “EASE + tastes”."""
    ways = {"taste": _("tastes"), "usage": _("usage"), **names()}
    return " + ".join(ways.get(part, part) for part in method.split("+"))


def context_of(model: RecommendModel) -> dict[str, Any]:
    """Give everything but the products."""
    told = model.told
    methods = dict(sorted(told["methods"].items(), key=lambda one: -one[1]["ndcg"]))
    return {
        "model": model,
        "winner": name_of(model.method),
        "figures": _figures(model, methods),
        "judged": bool(methods),
        "beaten": bool(methods) and model.method.partition("+")[0] == "popular",
        "too_few": told["asked"],
        "chart": _chart(methods) if methods else None,
        "methods": [_row(name, marks, name == model.method) for name, marks in methods.items()],
        "cut": told["from_day"],
        "asked": told["asked"],
        "k": told["k"],
        "basis": {
            "formula": _("How often each of them met what a customer bought next, on purchases kept back."),
            "population": _("%(people)s customers asked about, %(k)s products each")
            % {"people": number(told["asked"]), "k": told["k"]},
            "source": _("Purchases until %(day)s, run %(version)s")
            % {"day": day(model.as_of), "version": model.version},
            "as_of": day(model.as_of),
        },
    }


def _figures(model: RecommendModel, methods: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    told = model.told
    mine, base = methods.get(model.method), methods.get("popular")
    found = [(_("Serving now"), name_of(model.method), _("the best on your own purchases"))]
    if mine and base:
        found.append((_("Hits among ten"), percent(mine["hit_rate"], 0), _gain(mine, base)))
    found += [
        (_("Customers with recommendations"), number(model.people), _("as of %(day)s") % {"day": model.as_of}),
        (_("Customers due to buy again"), number(told["due"]),
         _("%(count)s products are bought again and again") % {"count": number(told["coming_again"])}),
    ]  # fmt: skip
    return found


def _gain(mine: Mapping[str, float], base: Mapping[str, float]) -> str:
    if mine is base or not base["ndcg"]:
        return _("share of customers with a hit")
    more = mine["ndcg"] / base["ndcg"] - 1
    return _("nDCG %(more)s above bestsellers") % {"more": percent(more, 0)}


def _chart(methods: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": "bar",
        "title": _("Which method would have known what was bought next?"),
        "x": {"label": _("Method"), "values": [name_of(name) for name in methods]},
        "y": {"label": _("Share"), "format": "percent"},
        "series": [
            {"name": _("nDCG@10"), "values": [round(one["ndcg"], 4) for one in methods.values()]},
            {"name": _("Recall@10"), "values": [round(one["recall"], 4) for one in methods.values()]},
        ],
    }


def _row(name: str, marks: Mapping[str, float], serves: bool) -> tuple[str, bool, list[str]]:
    keys = ("ndcg", "recall", "precision", "map", "hit_rate", "coverage")
    return name_of(name), serves, [percent(marks[key]) for key in keys]
