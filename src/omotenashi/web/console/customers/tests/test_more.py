# SPDX-License-Identifier: Apache-2.0
"""Notes, next visits, fields and their sources; and who sees how much."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from omotenashi.base import clock
from omotenashi.people.customers.actions import notes, registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.customers.models import FieldValue, Note, Profile, VisitPlan
from omotenashi.people.staff.models import AuditEntry, Staff
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def _at(person_id: UUID, rest: str = "") -> str:
    return f"/console/customers/{person_id}/{rest}"


def _colleague(role: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(shop.hired(role), backend=shop.BACKEND)
    return client


def _undo(answer: Any) -> str:
    import json

    return str(json.loads(answer.headers["HX-Trigger"])["toast"]["undo"])


def test_a_note_is_written_in_place_and_taken_back_from_the_toast() -> None:
    client = shop.signed_in("clerk")
    _node, person_id = shop.person(1)
    said = {"text": "Likes linen", "pinned": "on"}
    answer = client.post(_at(person_id, "notes/"), said, headers={"HX-Request": "true"})
    assert [(note.text, note.pinned_at is not None) for note in answer.context["notes"]] == [("Likes linen", True)]
    assert client.post(_undo(answer)).status_code == 302
    assert [note.deleted_at is None for note in Note.objects.all()] == [False]
    client.post(_at(person_id, f"notes/{Note.objects.get().id}/removal/"))
    assert client.get(_at(person_id, "more/")).context["notes"][0].text == "Likes linen"


def test_a_changed_note_says_again_what_it_said_after_undo() -> None:
    client = shop.signed_in("clerk")
    node_id, person_id = shop.person(1)
    note = notes.write(node_id=node_id, text="one", by=Staff.objects.get(), now=clock.now())
    answer = client.post(_at(person_id, f"notes/{note.id}/text/"), {"text": "two"}, headers={"HX-Request": "true"})
    assert Note.objects.get().text == "two"
    client.post(_undo(answer))
    assert Note.objects.get().text == "one"


def test_a_note_for_some_roles_is_read_by_them_and_by_its_author_only() -> None:
    client = shop.signed_in("manager")
    _node, person_id = shop.person(1)
    client.post(_at(person_id, "notes/"), {"text": "quiet", "roles": ["headquarters", "nobody"]})
    note = Note.objects.get()
    assert note.roles == ["headquarters"]
    clerk, boss = _colleague("clerk"), _colleague("headquarters")
    seen = [[one.text for one in who.get(_at(person_id, "more/")).context["notes"]] for who in (client, clerk, boss)]
    assert seen == [["quiet"], [], ["quiet"]]
    assert clerk.post(_at(person_id, f"notes/{note.id}/pin/")).status_code == 404


def test_a_note_of_somebody_else_is_out_of_reach_through_this_person() -> None:
    client = shop.signed_in()
    node_id, person_id = shop.person(1)
    _other_node, other = shop.person(2)
    note = notes.write(node_id=node_id, text="x", by=Staff.objects.get(), now=clock.now())
    assert client.post(_at(other, f"notes/{note.id}/removal/")).status_code == 404
    assert person_id != other
    assert Note.objects.get().deleted_at is None


def test_a_visit_is_planned_shown_and_taken_back() -> None:
    client = shop.signed_in("clerk")
    _node, person_id = shop.person(1)
    day = (clock.day_of(clock.now()) + timedelta(days=5)).isoformat()
    said = {"on_date": day, "shop": "S1", "purpose": "裾上げ"}
    answer = client.post(_at(person_id, "visits/"), said, headers={"HX-Request": "true"})
    shown = [(plan.on_date.isoformat(), plan.location.name, plan.purpose) for plan in answer.context["visits"]]
    assert shown == [(day, "渋谷店", "裾上げ")]
    client.post(_undo(answer))
    assert client.get(_at(person_id, "more/")).context["visits"] == []
    client.post(_at(person_id, "visits/"), {"on_date": "2020-01-01"})
    assert VisitPlan.objects.count() == 1


def _tell(number: int, source: str, days: int, **fields: str) -> None:
    record = registrations.CustomerRecord(
        identifiers=(Identifier("member_no", f"M{number}"),),
        fields=fields,
        observed_at=clock.now() - timedelta(days=days),
    )
    registrations.register([record], source=source, now=clock.now())


def test_a_field_shows_which_source_said_what_and_that_they_disagree() -> None:
    client = shop.signed_in()
    _node, person_id = shop.person(1)
    _tell(1, "ec", 2, kana="サトー ハナコ")
    (lineage,) = client.get(_at(person_id, "fields/kana/")).context["lineages"]
    told = [(one.value, one.source, one.holds) for one in lineage.sayings]
    assert told == [("サトー ハナコ", "EC", True), ("サトウ ハナコ", "test", False)]
    assert lineage.conflict
    assert [field for field, _name in client.get(_at(person_id, "more/")).context["conflicts"]] == ["kana"]
    assert client.get(_at(person_id, "fields/tokens/")).status_code == 404


def test_the_word_shown_is_the_one_that_was_said_last_even_when_it_was_first_said_long_ago() -> None:
    client = shop.signed_in()
    _node, person_id = shop.person(1)
    _tell(1, "ec", 5, kana="サトー ハナコ")
    _tell(1, "test", 2, kana="サトウ ハナコ")
    (lineage,) = client.get(_at(person_id, "fields/kana/")).context["lineages"]
    assert [(one.value, one.source, one.holds) for one in lineage.sayings] == [
        ("サトウ ハナコ", "test", True),
        ("サトー ハナコ", "EC", False),
    ]
    assert Profile.objects.get(pk=person_id).kana == "サトウ ハナコ"


def test_a_correction_wins_with_its_reason_and_can_be_taken_back() -> None:
    client = shop.signed_in("support")
    _node, person_id = shop.person(1)
    answer = client.post(_at(person_id, "fields/kana/correction/"), {"value": "サイトウ", "reason": "by phone"})
    assert Profile.objects.get(pk=person_id).kana == "サイトウ"
    value = FieldValue.objects.get(source="staff")
    assert (value.correction.reason, value.correction.by.role) == ("by phone", "support")
    undo = _at(person_id, f"corrections/{value.pk}/undo/")
    assert undo in [str(message.extra_tags)[10:-2] for message in get_messages(answer.wsgi_request)]
    client.post(undo)
    assert Profile.objects.get(pk=person_id).kana == "サトウ ハナコ"
    client.post(undo)
    assert Profile.objects.get(pk=person_id).kana == "サイトウ"
    assert AuditEntry.objects.filter(permission="customers.edit", was_allowed=True).count() == 3


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [("kana", "", "x"), ("kana", "ア", " "), ("email", "a@b.jp", "x"), ("birth_date", "soon", "x")],
)
def test_a_correction_without_sense_or_reason_changes_nothing(field: str, value: str, reason: str) -> None:
    client = shop.signed_in()
    _node, person_id = shop.person(1)
    before = Profile.objects.values().get()
    client.post(_at(person_id, f"fields/{field}/correction/"), {"value": value, "reason": reason})
    assert (Profile.objects.values().get(), FieldValue.objects.filter(source="staff").count()) == (before, 0)


REACH = ("hana1@example.jp", "090-1234-5678", "1-2-3", "1990", "150-0002")


@pytest.mark.parametrize(
    ("role", "sees"),
    [("headquarters", True), ("manager", True), ("support", True), ("clerk", False), ("developer", False)],
)
def test_who_sees_how_to_reach_somebody(role: str, sees: bool) -> None:
    client = shop.signed_in(role)
    _node, person_id = shop.person(
        1, phone="090-1234-5678", address="神南1-2-3", birth_date="1990-12-08", postal_code="1500002"
    )
    pages = [_at(person_id, query) for query in ("", "?tab=keys", "?tab=consent", "why/", "more/", "timeline/")]
    pages += [_at(person_id, f"fields/{name}/") for name in ("email", "phone", "address", "birth_date")]
    pages += ["/console/customers/?cols=name,email,phone", "/console/search/?q=hana1"]
    text = "".join(client.get(page).content.decode() for page in pages)
    assert [piece in text for piece in REACH] == [sees] * len(REACH)
    assert "佐藤 花子" in text


@pytest.mark.parametrize(
    ("role", "notes_status", "edit_status"),
    [
        ("headquarters", 302, 302),
        ("manager", 302, 302),
        ("support", 302, 302),
        ("clerk", 302, 403),
        ("developer", 302, 403),
    ],
)
def test_who_may_write_and_who_may_correct(role: str, notes_status: int, edit_status: int) -> None:
    client = shop.signed_in(role)
    _node, person_id = shop.person(1)
    note = client.post(_at(person_id, "notes/"), {"text": "x"}).status_code
    visit = client.post(_at(person_id, "visits/"), {"on_date": "2099-01-01"}).status_code
    said = {"value": "ア", "reason": "x"}
    assert (note, visit, client.post(_at(person_id, "fields/kana/correction/"), said).status_code) == (
        notes_status,
        notes_status,
        edit_status,
    )
