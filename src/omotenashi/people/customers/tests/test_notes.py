# SPDX-License-Identifier: Apache-2.0
"""Notes and next visits: written, changed, taken back, had again."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.people.customers.actions import notes, registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.customers.models import Note, NoteEdit, VisitPlan
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import Staff

pytestmark = pytest.mark.django_db
NOW = clock.now()


def _node() -> UUID:
    record = registrations.CustomerRecord(identifiers=(Identifier("member_no", "M1"),), observed_at=NOW)
    found = registrations.register([record], source="test", now=NOW)[0].node_id
    assert found is not None
    return found


def _staff(role: str, name: str = "ken") -> Staff:
    return staff.hire(email=f"{name}@example.jp", name=name, role=role, password="only-for-tests")


def test_an_edit_keeps_what_stood_there_and_can_be_taken_back() -> None:
    clerk = _staff("clerk")
    note = notes.write(node_id=_node(), text=" Likes linen ", by=clerk, now=NOW)
    notes.edit(note_id=note.id, text="Likes wool", roles=["manager"], by=clerk, now=NOW + timedelta(hours=1))
    notes.edit(note_id=note.id, text="Likes wool", roles=["manager"], by=clerk, now=NOW + timedelta(hours=2))
    kept = Note.objects.get()
    assert (kept.text, kept.roles, kept.edited_at) == ("Likes wool", ["manager"], NOW + timedelta(hours=1))
    assert list(NoteEdit.objects.values_list("text", "roles")) == [("Likes linen", [])]
    notes.revert(note_id=note.id, by=clerk)
    again = Note.objects.get()
    assert (again.text, again.roles, again.edited_at, NoteEdit.objects.count()) == ("Likes linen", [], None, 0)


def test_a_deleted_note_comes_back_with_one_step() -> None:
    clerk = _staff("clerk")
    note = notes.write(node_id=_node(), text="x", by=clerk, now=NOW)
    notes.delete(note_id=note.id, by=clerk, now=NOW)
    notes.delete(note_id=note.id, by=clerk, now=NOW + timedelta(days=1))
    assert Note.objects.get().deleted_at == NOW
    notes.restore(note_id=note.id, by=clerk)
    assert Note.objects.get().deleted_at is None


def test_a_note_is_changed_by_its_author_or_by_who_may_edit_customers() -> None:
    author, other, boss = _staff("clerk", "a"), _staff("clerk", "b"), _staff("manager", "c")
    note = notes.write(node_id=_node(), text="mine", by=author, now=NOW)
    with pytest.raises(notes.NotYours):
        notes.edit(note_id=note.id, text="theirs", roles=[], by=other, now=NOW)
    with pytest.raises(notes.NotYours):
        notes.delete(note_id=note.id, by=other, now=NOW)
    assert list(Note.objects.values_list("text", "deleted_at")) == [("mine", None)]
    notes.edit(note_id=note.id, text="better", roles=[], by=boss, now=NOW)
    assert Note.objects.get().text == "better"


@pytest.mark.parametrize("text", ["", " \x00 ", "あ" * (notes.LONGEST + 1)])
def test_a_note_without_words_or_without_end_is_refused(text: str) -> None:
    with pytest.raises(notes.NothingWritten):
        notes.write(node_id=_node(), text=text, by=_staff("clerk"), now=NOW)
    assert Note.objects.count() == 0


def test_a_visit_is_planned_cancelled_and_planned_again() -> None:
    clerk, day = _staff("clerk"), date(2026, 12, 8)
    plan = notes.plan_visit(node_id=_node(), on_date=day, location_id=None, purpose="裾上げ", by=clerk, now=NOW)
    notes.cancel_visit(plan_id=plan.id, now=NOW)
    assert VisitPlan.objects.get().cancelled_at == NOW
    notes.restore_visit(plan_id=plan.id)
    assert list(VisitPlan.objects.values_list("on_date", "purpose", "cancelled_at")) == [(day, "裾上げ", None)]
