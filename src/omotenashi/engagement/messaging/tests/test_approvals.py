# SPDX-License-Identifier: Apache-2.0
"""承認: another person, these very words, once; whoever publishes without it is refused where the house asks for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Approval, Template, TemplateVersion
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.queries import Voice, Watched

NOW = world.NOW


def people(*names: str) -> list[UUID]:
    """Hire people of headquarters."""
    return [staff.hire(email=f"{name}@example.jp", name=name, role="headquarters", password=None).pk for name in names]


def drafted(text: str = "春の花", *, purpose: str = "marketing") -> Template:
    """Keep a draft of one text."""
    content = {"subject": "春", "blocks": [{"kind": "text", "text": text}]}
    return messaging.draft(key="spring", name="春", content=content, purpose=purpose, now=NOW)


def refused(template: Template) -> bool:
    """Say whether publishing is refused for want of a yes; a refusal leaves no version."""
    before = TemplateVersion.objects.count()
    try:
        messaging.publish(template.pk, now=NOW, demands_approval=True)
    except messaging.NeedsApproval:
        assert TemplateVersion.objects.count() == before
        return True
    return False


@pytest.mark.django_db
def test_where_the_house_asks_advertising_waits_for_another_persons_yes() -> None:
    world.house()
    hana, ken = people("hana", "ken")
    assert refused(drafted()) is False
    messaging.set_approval_rule(mode="always", over=0, now=NOW)
    template = drafted("夏の花")
    assert refused(template) is True
    wish = messaging.ask_approval(template.pk, by=hana, note="見てください", now=NOW)
    assert messaging.ask_approval(template.pk, by=hana, note="", now=NOW) == wish
    with pytest.raises(messaging.SamePerson):
        messaging.approve(wish.pk, by=hana, now=NOW)
    assert (refused(template), Approval.objects.get().state) == (True, "open")
    done = messaging.approve(wish.pk, by=ken, comment="よし", now=NOW + timedelta(hours=1))
    assert (done.state, done.decided_by_id, done.decided_at, refused(template)) == (
        "approved", ken, NOW + timedelta(hours=1), False,
    )  # fmt: skip
    assert refused(drafted("注文の花", purpose="order")) is False


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["words", "purpose"])
def test_what_changes_after_a_yes_needs_another_one(change: str) -> None:
    world.house()
    hana, ken = people("hana", "ken")
    messaging.set_approval_rule(mode="always", over=0, now=NOW)
    template = drafted(purpose="order" if change == "purpose" else "marketing")
    messaging.approve(messaging.ask_approval(template.pk, by=hana, note="", now=NOW).pk, by=ken, now=NOW)
    assert queries.is_approved(template) is True
    changed = drafted("秋の花") if change == "words" else drafted()
    assert (queries.is_approved(changed), refused(changed)) == (False, True)


@pytest.mark.django_db
def test_a_yes_to_words_that_are_no_more_is_refused_and_asking_anew_takes_the_old_wish_back() -> None:
    world.house()
    hana, ken = people("hana", "ken")
    old = messaging.ask_approval(drafted().pk, by=hana, note="", now=NOW)
    template = drafted("夏の花")
    with pytest.raises(messaging.Fallen):
        messaging.approve(old.pk, by=ken, now=NOW)
    new = messaging.ask_approval(template.pk, by=hana, note="", now=NOW)
    with pytest.raises(messaging.Answered):
        messaging.approve(old.pk, by=ken, now=NOW)
    messaging.give_back(new.pk, by=ken, comment="価格が違います", now=NOW)
    assert list(Approval.objects.order_by("asked_at", "id").values_list("state", "comment")) == [
        ("withdrawn", ""), ("returned", "価格が違います"),
    ]  # fmt: skip
    assert queries.is_approved(template) is False


@pytest.mark.django_db
def test_over_so_many_readers_a_version_needs_a_yes_and_below_it_goes() -> None:
    world.house()
    hana, ken = people("hana", "ken")
    messaging.set_approval_rule(mode="over", over=100, now=NOW)
    template = drafted()
    version = messaging.publish(template.pk, now=NOW, demands_approval=True)
    order = messaging.publish(
        messaging.draft(key="o", name="o", content=template.draft, purpose="order", now=NOW).pk, now=NOW
    )
    found = [queries.unapproved([version.pk, order.pk], readers=many) for many in (100, 101, None)]
    assert found == [set(), {version.pk}, {version.pk}]
    messaging.approve(messaging.ask_approval(template.pk, by=hana, note="", now=NOW).pk, by=ken, now=NOW)
    assert queries.unapproved([version.pk], readers=None) == set()


@pytest.mark.django_db
def test_a_forbidden_word_is_never_published_and_a_risky_one_is_pointed_out() -> None:
    world.house()
    places.set_voice(Voice(watched=(Watched("必ず", "断定"), Watched("治る", "薬機法", forbids=True))), now=NOW)
    said = [
        (one.word, one.where, one.name, one.forbids)
        for one in queries.claims(queries.read(drafted("必　ず治る").draft))
    ]
    assert said == [("必ず", 1, "text", False), ("治る", 1, "text", True)]
    with pytest.raises(queries.BadTemplate) as bad:
        messaging.publish(Template.objects.get().pk, now=NOW)
    assert (bad.value.reason, bad.value.where, bad.value.detail, TemplateVersion.objects.count()) == (
        "forbidden",
        1,
        "治る",
        0,
    )
    messaging.publish(drafted("必ず").pk, now=NOW)
    assert TemplateVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrent
def test_of_two_who_answer_at_once_one_does(django_db_blocker: Any) -> None:
    world.house()
    hana, ken, mio = people("hana", "ken", "mio")
    for round_ in range(4):
        wish = messaging.ask_approval(drafted(f"花{round_}").pk, by=hana, note="", now=NOW)
        start = Barrier(2)

        def answer(by: UUID, act: Callable[..., Approval], wish: UUID = wish.pk, start: Barrier = start) -> str:
            start.wait()
            try:
                return act(wish, by=by, comment="", now=NOW).state
            except messaging.Answered:
                return "late"
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            told = [pool.submit(answer, by, act) for by, act in ((ken, messaging.approve), (mio, messaging.give_back))]
            states = sorted(one.result() for one in told)
        kept = Approval.objects.get(pk=wish.pk)
        assert states == sorted(["late", kept.state])
        assert kept.decided_by_id == {"approved": ken, "returned": mio}[kept.state]
