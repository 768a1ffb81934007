# SPDX-License-Identifier: Apache-2.0
"""A segment put together from conditions: how many it means right now, who they are, and what is kept."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.models import Segment
from omotenashi.insight import queries as insight
from omotenashi.insight.measures.params import BadParameter
from omotenashi.people.customers import queries as customers
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.figures import people, writing
from omotenashi.web.console.places import own_place
from omotenashi.web.console.segments import carrying, offered, rights, telling, tree
from omotenashi.web.console.segments.making import AT_ONCE
from omotenashi.web.ui import errors, toasts
from omotenashi.web.ui.tags.formats import number

SHOWN, RANKED, COMPARED = 8, 2_000, 50_000


@require_GET
@needs("segments.edit")
def show_builder(request: HttpRequest) -> HttpResponse:
    """The conditions, the count and the first people. The address carries all of it."""
    read = tree.read(request.GET)
    segment = _edited(request.GET.get("segment", ""))
    response = render(request, "console/segments/build.html", context_of(request, read, segment))
    query = read.query() + (f"&segment={segment.pk}" if segment else "")
    response["HX-Push-Url"] = reverse("console:segment-build") + (f"?{query}" if query else "")
    return response


@require_GET
@needs("segments.edit")
def show_conditions(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """The builder with the conditions that a segment has."""
    segment = get_object_or_404(Segment, pk=segment_id)
    if not rights.demand(request, segment):
        return errors.forbidden(request)
    definition = queries.definition_of(segment)
    if not isinstance(definition, queries.Rule):
        return redirect("console:segment", segment_id=segment_id)
    query = tree.of_rule(definition).query()
    return redirect(f"{reverse('console:segment-build')}?{query}&segment={segment_id}")


@require_POST
@needs("segments.edit")
def create_segment(request: HttpRequest) -> HttpResponse:
    """Keep the conditions, as a new segment or as what one means from now on. Pressed twice it is one."""
    now, by = clock.now(), who(request)
    read = tree.read(QueryDict(request.POST.get("query", "")))
    segment = _edited(request.POST.get("segment", ""))
    if segment and not rights.demand(request, segment):
        return errors.forbidden(request)
    try:
        rule = queries.checked(read.complete().rule())
        count = queries.preview(rule, now=now)
        if request.POST.get("kind") == "fixed" and not segment:
            return _fixed(request, rule)
        made = segment or _made(request, rule)
        if segment:
            audience.redefine(segment.pk, definition=rule, now=now, by=by.pk)
    except (queries.BadSegment, BadParameter) as refused:
        context = context_of(request, read, segment) | {"trouble": _trouble(refused)}
        return render(request, "console/segments/build.html", context, status=422)
    staff.audit(by, "segments.edit", subject=f"segment:{made.pk}", details={"means": rule.as_json()})
    if count <= AT_ONCE:
        audience.recompute(made.pk, now=now)
    else:
        audience.request(made.pk, now=now)
    toasts.add(request, _("Saved. People: %(n)s") % {"n": number(count)})
    return redirect("console:segment", segment_id=made.pk)


def _made(request: HttpRequest, meant: queries.Rule | queries.Manual) -> Segment:
    by = who(request)
    key = f"console:{by.pk}:{request.POST.get('key') or new_id()}"
    name = request.POST.get("name", "")
    return audience.create(
        key=key, name=name, definition=meant, now=clock.now(), by=by.pk, location=own_place(by)
    )[0]  # fmt: skip


def _fixed(request: HttpRequest, rule: queries.Rule) -> HttpResponse:
    """Those who meet the conditions today, as a list that stays."""
    now, by = clock.now(), who(request)
    made = _made(request, queries.Manual(rule))
    if not made.computed_at:
        found = customers.profiles_by_seq(queries.meant(rule, now=now))
        persons = list(found.values_list("person_id", flat=True))
        audience.add(made.pk, persons=persons, now=now, tells=False)
        staff.audit(by, "segments.edit", subject=f"segment:{made.pk}", details={"made": rule.as_json()})
        toasts.add(request, _("Saved. People: %(n)s") % {"n": number(len(persons))})
    return redirect("console:segment", segment_id=made.pk)


def context_of(request: HttpRequest, read: tree.Tree, segment: Segment | None) -> dict[str, Any]:
    """What the page draws from."""
    names = writing.names()
    whole = read.complete()
    context: dict[str, Any] = {
        "tree": read,
        "segment": segment,
        "query": read.query(),
        "key": str(new_id()),
        "shelves": offered.shelves(),
        "sentence": offered.sentence(whole.rule().of, names) if whole.parts else "",
        "is_whole": bool(whole.parts) and whole == read,
        "name": segment.name if segment else "",
        "existing": queries.same_as(whole.rule()) if whole.parts else None,
    }
    try:
        sifted = queries.sift(whole.rule(), now=clock.now()) if whole.parts else None
    except BadParameter as refused:
        return context | {"trouble": _trouble(refused), "groups": _groups(read, names, iter(()))}
    alone = iter(sifted.each if sifted else ())
    context["groups"] = _groups(read, names, alone)
    return context | (_counted(request, whole.rule(), sifted, names=names, segment=segment) if sifted else {})


def _groups(read: tree.Tree, names: writing.Names, alone: Any) -> list[dict[str, Any]]:
    """The groups with their conditions; each says how many meet it by itself, and as of when."""
    found = []
    for g, part in enumerate(read.parts):
        drawn = [
            {
                "at": f"{g}.{c}",
                "drop": f"drop:{g}:{c}",
                "one": one,
                "kind": offered.KINDS[one.what],
                "fields": offered.fields_of(one, f"{g}.{c}", names),
                "alone": next(alone, None) if tree.is_complete(one) else None,
                "lacks": not tree.is_complete(one),
                "missing": carrying.missing(one.what),
                "of_record": not queries.is_live(one),
            }
            for c, one in enumerate(part.conditions)
        ]
        found.append({"at": g, "part": part, "conditions": drawn})
    return found


def _counted(
    request: HttpRequest, rule: queries.Rule, sifted: queries.Sifted, *, names: writing.Names, segment: Segment | None
) -> dict[str, Any]:
    count = len(sifted.keys)
    hidden = rights.hides(request.user, count)
    seqs: list[int] = sifted.keys.tolist()
    if count <= RANKED:
        worth = insight.sales_by_seq(seqs)
        seqs.sort(key=lambda seq: (-worth.get(seq, 0), seq))
    shared = queries.overlaps_of(seqs, other_than=segment.pk if segment else None) if count <= COMPARED else []
    return {
        "overlaps": telling.overlaps(shared, count=count, hides=partial(rights.hides, request.user)),
        "follows": telling.FOLLOWS[queries.follows(rule)],
        "count": count,
        "counted": True,
        "hidden": hidden,
        "everybody": sifted.everybody,
        "share": count / sifted.everybody if sifted.everybody else None,
        "people": [] if hidden else _shown(rule, seqs[:SHOWN], names),
    }


def _shown(rule: queries.Rule, seqs: Sequence[int], names: writing.Names) -> list[dict[str, Any]]:
    """The first people, each with what the rule was met by."""
    profiles = {one.person.seq: one.person_id for one in customers.profiles_by_seq(seqs).select_related("person")}
    now = clock.now()
    because, today = queries.why(rule, list(profiles.values()), now=now), queries.moment_of(now).day
    known = [seq for seq in seqs if seq in profiles]
    return [
        {"name": one.name, "href": one.href, "why": telling.reasons(because.get(profiles[seq], ()), names, today=today)}
        for seq, one in zip(known, people.told(known), strict=True)
    ]


def _edited(text: str) -> Segment | None:
    try:
        return Segment.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def _trouble(refused: Exception) -> str:
    if isinstance(refused, BadParameter):
        return _(refused.phrase.message) % refused.phrase.values
    code = refused.code if isinstance(refused, queries.BadSegment) else ""
    return {
        "unnamed": _("A segment needs a name."),
        "long": _("A name has at most %(n)s characters.") % {"n": queries.LONGEST_NAME},
        "empty": _("Add a condition first: without one it would be everybody."),
        "large": _("These are too many conditions for one segment."),
        "cycle": _("A segment cannot stand on itself, nor on one that stands on it."),
    }.get(code, str(refused))
