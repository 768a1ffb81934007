# SPDX-License-Identifier: Apache-2.0
"""ブランド: how messages look and speak, which words are watched, who of the staff is shown; with a sample as one types."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries as messages
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import actions, queries
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.messages import chatview
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.ui import toasts

LONGEST, LONGEST_SIGN = 2_000, 40


@require_http_methods(["GET", "POST"])
@needs("settings.edit")
def show_voice(request: HttpRequest) -> HttpResponse:
    """Show it; POST saves the look and the voice. Colours that cannot be read on each other are refused."""
    look, voice = queries.message_look(), queries.voice()
    if request.method != "POST":
        return _page(request, look, voice)
    look, voice = _look(request.POST), _voice(request.POST)
    if queries.unreadable(look):
        return _page(request, look, voice, status=422)
    actions.set_look(look, now=clock.now())
    actions.set_voice(voice, now=clock.now())
    details = {
        "look": look.kept(),
        "watched": len(voice.watched),
        "forbidden": sum(one.forbids for one in voice.watched),
    }
    staff.audit(who(request), "settings.edit", subject="brand voice", details=details)
    toasts.add(request, _("Saved"))
    return redirect("console:settings-voice")


@require_GET
@needs("settings.edit")
def show_sample(request: HttpRequest) -> HttpResponse:
    """A sample message as it would look and be signed."""
    return render(request, "console/settings/voice_sample.html", _sample(_look(request.GET), _voice(request.GET)))


@require_POST
@needs("settings.edit")
def put_card(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Let somebody of the staff be shown to the customers they serve, or no more: without a name."""
    person = get_object_or_404(Staff, pk=staff_id, dismissed_at=None)
    file, picture = request.FILES.get("picture"), None
    try:
        if file is not None:
            data = file.read(messaging.MOST_BYTES + 1)
            picture = messaging.keep_picture(data, alt=person.name, now=clock.now(), by=who(request).pk).pk
    except messaging.BadImage:
        toasts.add(request, _("Please choose a PNG, JPEG or WebP."), state="bad")
        return redirect("console:settings-voice")
    said = request.POST
    messaging.introduce(
        person.pk,
        shown_as=said.get("shown_as", "")[:60],
        words=said.get("words", "")[:300],
        picture=picture,
        now=clock.now(),
    )
    staff.audit(
        who(request), "settings.edit", subject=f"staff card:{person.pk}", details={"shown": bool(said.get("shown_as"))}
    )
    toasts.add(request, _("Saved"))
    return redirect("console:settings-voice")


def _look(said: Any) -> queries.Look:
    return queries.read_look({name: said.get(name, "") for name in queries.Look.__dataclass_fields__})


def _voice(said: Any) -> queries.Voice:
    never = [word.strip() for line in said.get("never_offered", "").splitlines() for word in line.split(",")]
    return queries.Voice(
        tone=said.get("tone", "").strip()[:LONGEST],
        signature=said.get("signature", "").strip()[:LONGEST],
        sign=" ".join(said.get("sign", "").split())[:LONGEST_SIGN],
        watched=queries.watched_lines(said.get("watched", "")),
        never_offered=tuple(dict.fromkeys(word for word in never if word)),
    )


def _page(request: HttpRequest, look: queries.Look, voice: queries.Voice, *, status: int = 200) -> HttpResponse:
    cards = {card.staff_id: card for card in messages.staff_cards()}
    people = Staff.objects.filter(dismissed_at=None).select_related("location").order_by("location__name", "name")
    context = {
        "tabs": tabs(request), "look": look, "voice": voice, "watched": queries.watched_written(voice.watched),
        "never": "\n".join(voice.never_offered),
        "fonts": [("gothic", _("Gothic")), ("mincho", _("Mincho")), ("round", _("Round gothic"))],
        "corners": [("square", _("Square")), ("soft", _("A little round")), ("round", _("Round"))],
        "colours": [
            ("accent", _("Buttons"), look.accent, _("empty: the colour of the house")), ("paper", _("Paper"), look.paper, ""),
            ("ink", _("Words"), look.ink, ""), ("ground", _("Around the paper"), look.ground, ""),
        ],
        "cards": [{"staff": one, "card": cards.get(one.pk)} for one in people if one.role in ("clerk", "manager") or one.pk in cards],
        **_sample(look, voice),
    }  # fmt: skip
    return render(request, "console/settings/voice.html", context, status=status)


def _sample(look: queries.Look, voice: queries.Voice) -> dict[str, Any]:
    content = messages.read(
        {
            "subject": _("News from our shop"), "short": _("News from our shop"),
            "blocks": [
                {"kind": "heading", "text": _("News from our shop")},
                {"kind": "text", "text": _("The new season has arrived. Come and see it, or look from where you are.")},
                {"kind": "points"},
                {"kind": "button", "label": _("To the shop"), "href": "/shop/"},
            ],
        }
    )  # fmt: skip
    said = messages.preview(content, purpose="marketing", seen_in=messages.look(own=look, voice=voice))
    names = {"ink": _("Words on the paper"), "ground": _("Words around the paper")}
    wrong = [{"name": names[name], "contrast": f"{found:.1f}"} for name, found in queries.unreadable(look)]
    return {"html": said.html, "chat": chatview.draw(said.chat), "short": said.short, "wrong": wrong}
