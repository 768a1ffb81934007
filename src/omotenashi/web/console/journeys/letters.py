# SPDX-License-Identifier: Apache-2.0
"""The messages that a drawing sends: which version goes out, by which channels, and who said yes to its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.engagement.journeys.queries import FAREWELL, Graph, Step
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Template, TemplateVersion
from omotenashi.web.console.messages import words
from omotenashi.web.ui.tags.formats import day, number


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One message of a drawing; `version` is what goes out from the moment of publishing, None where there is none yet."""

    step: str
    template: Template
    version: TemplateVersion | None
    channels: tuple[str, ...]

    @property
    def name(self) -> str:
        """Give its name."""
        return self.template.name

    @property
    def href(self) -> str:
        """Give its page: there it is worded, published and approved."""
        return reverse("console:message", args=[self.template.pk])

    @property
    def content(self) -> queries.Content:
        """Give its words: those that go out, or the draft while there are none."""
        return queries.content_of(self.version) if self.version else queries.read(self.template.draft)

    @property
    def is_changed(self) -> bool:
        """Say whether its draft says something else than what goes out."""
        return self.version is not None and queries.read(self.template.draft) != self.content

    @property
    def is_advertising(self) -> bool:
        """Say whether the law asks for a yes of its readers."""
        return self.template.purpose.kind == "marketing"

    @property
    def ways(self) -> str:
        """Name its channels in the order in which they are tried."""
        return " → ".join(words.channel_name(one) for one in self.channels)


def letters(graph: Graph) -> tuple[Letter, ...]:
    """Give what is sent in the order in which it is met, what is said on an exit last."""
    sends = _sends(graph)
    keys = {key for step in sends.values() if (key := _id(step["template"])) is not None}
    templates = {one.pk: one for one in queries.templates().filter(pk__in=keys)} if keys else {}
    found: list[Letter] = []
    for name, step in sends.items():
        template = templates.get(_id(step["template"]))  # type: ignore[arg-type]  # no id is no key either
        if template is not None:
            channels = tuple(str(one) for one in step["channels"] or template.channels)
            found.append(Letter(step=name, template=template, version=_latest(template), channels=channels))
    return tuple(found)


def approvals(found: Sequence[Letter], *, readers: int | None) -> list[dict[str, Any]]:
    """Say of each message whether somebody else had to say yes, and whether that is done; `readers` None: nobody knows."""
    rule = queries.approval_rule()
    wanting = queries.unapproved([one.version.pk for one in found if one.version], readers=readers)
    return [
        {"letter": one, **_said(one, rule.mode, is_wanting=bool(one.version and one.version.pk in wanting))}
        for one in found
    ]


def rule_in_words() -> str:
    """Say when this house asks for a second person."""
    rule = queries.approval_rule()
    return {
        "never": _("This house asks for no second person: whoever may publish publishes."),
        "over": _("Advertising to more than %(n)s people needs the yes of a second person.") % {"n": number(rule.over)},
        "always": _("Advertising always needs the yes of a second person."),
    }[rule.mode]


def _said(one: Letter, mode: str, *, is_wanting: bool) -> dict[str, str]:
    if one.version is None:
        return {"tone": "bad", "said": _("Not published yet")}
    if is_wanting:
        asked = queries.approvals_of(one.template).filter(state="open").first()
        if asked is None:
            return {"tone": "bad", "said": _("Nobody was asked for a yes yet")}
        told = {"name": asked.asked_by.name, "at": day(asked.asked_at)}
        return {"tone": "warn", "said": _("%(name)s asked for a yes on %(at)s; it is still open") % told}
    yes = queries.approvals_of(one.template).filter(state="approved").first() if mode != "never" else None
    if yes is not None and yes.decided_at is not None:
        told = {"name": yes.decided_by.name if yes.decided_by else "—", "at": day(yes.decided_at)}
        return {"tone": "good", "said": _("%(name)s said yes on %(at)s") % told}
    return {"tone": "quiet", "said": _("Needs no approval")}


def _sends(graph: Graph) -> Mapping[str, Step]:
    sends = graph.letters()
    met = [name for name, _step in graph.ordered() if name in sends]
    rest = [name for name in sends if name not in met and name != FAREWELL]
    last = [FAREWELL] if FAREWELL in sends else []
    return {name: sends[name] for name in (*met, *rest, *last)}


def _latest(template: Template) -> TemplateVersion | None:
    known = TemplateVersion.objects.select_related("published_by", "template")
    return known.filter(template=template, number=template.version).first()


def _id(said: object) -> UUID | None:
    """Read an id: a draft may hold anything."""
    try:
        return UUID(str(said))
    except ValueError:
        return None
