# SPDX-License-Identifier: Apache-2.0
"""A/Bテスト of a message: what is tried, how many read it, when it is decided, and what came out."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Split, Template
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.messages import words
from omotenashi.web.ui import toasts

LONGEST = 200
HOURS = (
    ("4", lazy("4 hours")),
    ("12", lazy("12 hours")),
    ("24", lazy("1 day")),
    ("72", lazy("3 days")),
    ("168", lazy("7 days")),
)
MEASURES = {"click": lazy("Clicks of people"), "purchase": lazy("Purchases")}
REASONS = {
    "better": lazy("It was better than A by more than luck explains."),
    "no_difference": lazy("No variant was shown to be better, so A goes on."),
    "too_few": lazy("Too few took part to tell, so A goes on."),
}


@require_POST
@needs("messages.edit")
def put_split(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Keep what is to be tried; `body` keeps the draft as it is now as the text of a variant."""
    template, said = get_object_or_404(Template, pk=template_id, archived_at=None), request.POST
    variants = _variants(template, said)
    try:
        messaging.plan_split(
            template_id, variants=variants, measure=said.get("measure", "click"), share=int(said.get("share", "20") or 0),
            hours=int(said.get("hours", "24") or 0), now=clock.now(), by=who(request).pk,
        )  # fmt: skip
    except (messaging.Running, queries.BadTemplate, ValueError):
        toasts.add(
            request, _("This test cannot be kept: 1 to 100 % of the readers, and it must not run yet."), state="bad"
        )
        return redirect(f"{_here(template_id)}#split")
    toasts.add(request, _("Saved"))
    return redirect(f"{_here(template_id)}#split")


@require_POST
@needs("messages.publish")
def create_run(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Publish the message with its variants; whoever sends it from now on tries them."""
    template = get_object_or_404(queries.templates(), pk=template_id, archived_at=None)
    if not queries.may_publish(template):
        text = _("The house does not say who sends it, where it is and how to complain; the law asks for that.")
        toasts.add(request, text, state="bad")
        return redirect("console:message", template_id)
    try:
        split = messaging.begin_split(template_id, now=clock.now(), by=who(request).pk)
    except messaging.NeedsApproval:
        toasts.add(request, _("Somebody else has to say yes to these words first. Ask for it."), state="bad")
    except queries.BadTemplate as wrong:
        toasts.add(request, words.trouble(wrong.reason, wrong.detail), state="bad")
    except Split.DoesNotExist:
        toasts.add(request, _("There is nothing to try yet."), state="bad")
    else:
        details = {"split": str(split.pk), "variants": len(split.versions), "share": split.share}
        staff.audit(who(request), "messages.publish", subject=f"message:{template.key}", details=details)
        toasts.add(request, _("Published with its variants. The window begins with the first message."))
    return redirect(f"{_here(template_id)}#split")


@require_POST
@needs("messages.publish")
def create_end(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Give the test up: whoever waits gets A."""
    template = get_object_or_404(queries.templates(), pk=template_id)
    split = queries.split_of(template)
    if split is not None and messaging.cancel_split(split.pk, now=clock.now()):
        staff.audit(who(request), "messages.publish", subject=f"message:{template.key}", details={"split": "given up"})
        toasts.add(request, _("Given up. Whoever waited gets the message as it is."))
    return redirect(f"{_here(template_id)}#split")


def _tried(template: Template, split: Split) -> list[tuple[str, str]]:
    """Give the subject of each variant; one that says none has that of A."""
    own = str(template.draft.get("subject", ""))
    return list(zip(queries.LETTERS, [own, *(str(one.get("subject") or own) for one in split.variants)], strict=False))


def context_of(template: Template) -> dict[str, Any]:
    """Give what the composer shows of the test of a message."""
    split = queries.split_of(template)
    rows = [
        {"letter": letter, "subject": (split.variants[at].get("subject", "") if split and at < len(split.variants) else ""),
         "has_body": bool(split and at < len(split.variants) and split.variants[at].get("blocks"))}
        for at, letter in enumerate(queries.LETTERS[1:])
    ]  # fmt: skip
    is_planned = split is None or split.begun_at is None or split.decided_at is not None
    return {
        "split": split, "split_rows": rows, "split_hours": HOURS, "split_measures": MEASURES.items(),
        "split_is_planned": is_planned, "split_arms": _arms(split) if split and split.versions else [],
        "split_tried": _tried(template, split) if split else [],
        "split_why": REASONS.get(split.told.get("reason", ""), "") if split else "",
        "split_winner": queries.LETTERS[split.winner] if split and split.winner is not None else "",
        "split_waits": queries.waiting_of(split) if split and split.begun_at and not split.decided_at else 0,
    }  # fmt: skip


def _arms(split: Split) -> list[dict[str, Any]]:
    """Give what is counted of each variant; while the window is open how many read it, and no rate: nobody peeks."""
    if split.decided_at is None:
        return [{"letter": letter} for letter, _version in zip(queries.LETTERS, split.versions, strict=False)]
    counted = [queries.Counted(*pair) for pair in split.told.get("counted", [])]
    widest = max((queries.interval(one)[1] for one in counted if one.sent), default=1.0) or 1.0
    arms = []
    for at, one in enumerate(counted):
        low, high = queries.interval(one)
        arms.append(
            {
                "letter": queries.LETTERS[at], "sent": one.sent, "did": one.did, "rate": f"{one.rate:.1%}",
                "low": f"{low:.1%}", "high": f"{high:.1%}", "is_winner": at == split.winner,
                "from": round(low / widest * 100), "wide": max(round((high - low) / widest * 100), 1),
                "at": round(one.rate / widest * 100),
            }
        )  # fmt: skip
    return arms


def _here(template_id: UUID) -> str:
    return reverse("console:message", args=[template_id])


def _variants(template: Template, said: Any) -> list[dict[str, Any]]:
    """Read what was typed: other subjects, and the draft as it is now for the variant it was asked for."""
    known = queries.split_of(template)
    before = known.variants if known is not None and known.begun_at is None else []
    variants = []
    for at, letter in enumerate(queries.LETTERS[1:]):
        one: dict[str, Any] = {"subject": " ".join(said.get(f"subject_{letter}", "").split())[:LONGEST]}
        if said.get("body") == letter:
            one["blocks"] = template.draft.get("blocks", [])
        elif at < len(before) and before[at].get("blocks") and said.get(f"keeps_{letter}"):
            one["blocks"] = before[at]["blocks"]
        if one["subject"] or one.get("blocks"):
            variants.append(one)
    return variants
