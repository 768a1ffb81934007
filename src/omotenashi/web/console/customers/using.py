# SPDX-License-Identifier: Apache-2.0
"""How far a person, or all who have a product, got with it: cards of 顧客カルテ and of the product's page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from omotenashi.commerce.usage import queries as usage

KINDS: dict[str, str | Promise] = {
    "read": pgettext_lazy("usage", "Read"),
    "watched": pgettext_lazy("usage", "Watched"),
    "used": pgettext_lazy("usage", "Used"),
    "opened": pgettext_lazy("usage", "Opened"),
}


def in_use(node_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Give what a person has in use: product, kind, how far, since when."""
    return [
        {"product": one.product_id, "name": one.name, "kind": str(KINDS.get(one.kind, one.kind)), "part": one.progress,
         "percent": round(one.progress * 100), "at": one.last_at, "is_finished": one.finished_at is not None}
        for one in usage.usage_of(node_ids)
    ]  # fmt: skip


def completion(product_id: UUID, *, buyers: int) -> list[dict[str, Any]]:
    """Give how far a product is got with, by kind; against its buyers of the last year, as many as there are."""
    return [
        {"kind": str(KINDS.get(one.kind, one.kind)), "people": one.people, "begun": one.begun, "finished": one.finished,
         "finished_part": one.finished / one.people, "mean": round(one.mean * 100), "silent": max(buyers - one.begun, 0)}
        for one in usage.completion_of(product_id)
    ]  # fmt: skip


def told(props: dict[str, Any]) -> str:
    """Put an entry of usage into a sentence."""
    sentences = {
        "read": _("Read %(percent)s%% of %(what)s"), "watched": _("Watched %(percent)s%% of %(what)s"),
        "used": _("Used %(percent)s%% of %(what)s"), "opened": _("Opened %(what)s"),
    }  # fmt: skip
    given = props.get("progress", 1)
    part = given if isinstance(given, int | float) and not isinstance(given, bool) else 0
    what = str(props.get("name") or props.get("sku") or props.get("product_id") or "—")[:80]
    return sentences.get(str(props.get("kind") or "used"), sentences["used"]) % {
        "percent": round(part * 100), "what": what,
    }  # fmt: skip
