# SPDX-License-Identifier: Apache-2.0
"""A/B: drawn once, counted to the end of the window and no further, A where nothing is shown; the rest get the winner."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message, MessageEvent, Split, TemplateVersion
from omotenashi.engagement.messaging.rules import splitting
from omotenashi.engagement.messaging.rules.splitting import Counted
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.customers.models import ContactPoint

NOW = world.NOW
DAY = timedelta(days=1)


def test_a_draw_is_always_the_same_and_shares_out_evenly() -> None:
    seed = UUID(int=7)
    people = [UUID(int=n) for n in range(1, 4001)]
    found = [splitting.arm_of(one, seed=seed, arms=2, share=50) for one in people]
    assert found == [splitting.arm_of(one, seed=seed, arms=2, share=50) for one in people]
    counts = Counter(found)
    assert [abs(counts[arm] - wanted) < 130 for arm, wanted in ((0, 1000), (1, 1000), (None, 2000))] == [True] * 3
    assert {splitting.arm_of(one, seed=seed, arms=4, share=100) for one in people} == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("counted", "winner", "reason"),
    [
        ([Counted(1000, 30), Counted(1000, 60)], 1, "better"),
        ([Counted(1000, 60), Counted(1000, 30)], 0, "no_difference"),
        ([Counted(1000, 30), Counted(1000, 36)], 0, "no_difference"),
        ([Counted(20, 1), Counted(20, 4)], 0, "too_few"),
        ([Counted(0, 0), Counted(100, 10)], 0, "too_few"),
        # One in twenty is luck when there are three to be lucky: alone it would have won.
        ([Counted(1000, 50), Counted(1000, 72), Counted(1000, 51), Counted(1000, 49)], 0, "no_difference"),
        ([Counted(1000, 50), Counted(1000, 72)], 1, "better"),
        ([Counted(1000, 30), Counted(1000, 70), Counted(1000, 90)], 2, "better"),
    ],
)
def test_only_what_is_shown_to_be_better_wins(counted: list[Counted], winner: int, reason: str) -> None:
    found = splitting.decide(counted)
    assert (found.winner, found.reason) == (winner, reason)


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), min_size=2, max_size=4))
def test_a_winner_never_did_worse_than_a_and_lies_in_its_interval(raw: list[tuple[int, int]]) -> None:
    counted = [Counted(max(pair), min(pair)) for pair in raw]
    found = splitting.decide(counted)
    assert counted[found.winner].rate >= counted[0].rate
    for one in counted:
        low, high = splitting.interval(one)
        assert 0 <= low <= one.rate + 1e-9 <= high + 2e-9 <= 1 + 3e-9


def begun(**changes: Any) -> tuple[Split, TemplateVersion]:
    """Begin a test of two subjects; give it with the version that wishes name."""
    template = messaging.draft(key="spring", name="春", content=world.WORDS, now=NOW)
    values: dict[str, Any] = {"variants": [{"subject": "B"}], "measure": "click", "share": 50, "hours": 24, **changes}
    messaging.plan_split(template.pk, now=NOW, **values)
    split = messaging.begin_split(template.pk, now=NOW)
    return split, TemplateVersion.objects.get(pk=split.versions[0])


def clicked(message: Message, *, at: Any, actor: str = "human") -> None:
    """Let somebody click."""
    MessageEvent.objects.create(message=message, kind="clicked", actor=actor, at=at, key=str(new_id()))


@pytest.mark.django_db
def test_the_rest_wait_for_the_end_of_the_window_and_get_the_winner(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    world.house()
    people = world.people(*(f"p{n}" for n in range(60)))
    split, version = begun(share=80)
    assert split.rest is not None
    wishes = [world.wish(person, version) for person in people.values()]
    messaging.intend(wishes)
    again = Counter(Message.objects.values_list("template_version_id", flat=True))
    messaging.intend(wishes)
    drawn = Counter(Message.objects.values_list("template_version_id", flat=True))
    assert (drawn == again, set(drawn), drawn.total()) == (True, {*split.versions, split.rest}, 60)
    world.send([])
    split.refresh_from_db()
    assert (split.opened_at, split.ends_at, queries.waiting_of(split)) == (NOW, NOW + DAY, drawn[split.rest])
    tried = list(Message.objects.filter(state="sent"))
    assert len(tried) == 60 - drawn[split.rest]
    for message in tried:
        if message.template_version_id == split.versions[1]:
            clicked(message, at=NOW + DAY / 2)
        else:
            clicked(message, at=NOW + DAY / 2, actor="machine")
            clicked(message, at=NOW + DAY + timedelta(minutes=1))
    assert (messaging.decide_splits(now=NOW + DAY / 2), messaging.decide_splits(now=NOW + DAY)) == (1 - 1, 1)
    assert messaging.decide_splits(now=NOW + DAY) == 0
    split.refresh_from_db()
    assert (split.winner, split.told["reason"], split.told["counted"]) == (
        1, "better", [[drawn[split.versions[0]], 0], [drawn[split.versions[1]]] * 2],
    )  # fmt: skip
    world.send([], now=NOW + DAY)
    ended = Counter(Message.objects.filter(state="sent").values_list("template_version_id", flat=True))
    assert ended == {
        split.versions[0]: drawn[split.versions[0]],
        split.versions[1]: drawn[split.versions[1]] + drawn[split.rest],
    }
    late = world.people("late")["late"]
    messaging.intend([world.wish(late, version)])
    assert Message.objects.get(idem_key=f"spring:{late}").template_version_id == split.versions[1]


@pytest.mark.django_db
def test_who_read_a_variant_reads_it_again_whatever_the_draw_would_say() -> None:
    world.house()
    people = world.people(*(f"p{n}" for n in range(12)))
    split, version = begun(share=100)
    messaging.intend([world.wish(person, version) for person in people.values()])
    before = dict(Message.objects.values_list("node_id", "template_version_id"))
    other = {split.versions[0]: split.versions[1], split.versions[1]: split.versions[0]}
    for message in Message.objects.all():
        Message.objects.filter(pk=message.pk).update(template_version_id=other[message.template_version_id])
    messaging.intend([world.wish(person, version, key=f"again:{person}") for person in people.values()])
    after = dict(Message.objects.filter(idem_key__startswith="again").values_list("node_id", "template_version_id"))
    assert (after, ContactPoint.objects.count()) == ({node: other[one] for node, one in before.items()}, 12)


@pytest.mark.django_db
def test_a_test_that_is_given_up_lets_everybody_go_on_with_a_and_one_that_runs_is_not_changed() -> None:
    world.house()
    people = world.people(*(f"p{n}" for n in range(20)))
    split, version = begun(share=10)
    with pytest.raises(messaging.Running):
        messaging.plan_split(split.template_id, variants=[], measure="click", share=10, hours=1, now=NOW)
    messaging.intend([world.wish(person, version) for person in people.values()])
    waiting = set(Message.objects.filter(template_version_id=split.rest).values_list("pk", flat=True))
    assert (len(waiting), queries.waiting_of(split)) == (queries.waiting_of(split), len(waiting))
    given_up = [messaging.cancel_split(split.pk, now=NOW) for _ in range(2)]
    released = Message.objects.filter(pk__in=waiting).values_list("template_version_id", "due_at")
    assert (given_up, queries.waiting_of(split), set(released)) == ([True, False], 0, {(version.pk, NOW)})


@pytest.mark.django_db
def test_a_variant_with_a_forbidden_word_or_without_a_yes_does_not_begin() -> None:
    world.house()
    template = messaging.draft(key="spring", name="春", content=world.WORDS, now=NOW)
    messaging.plan_split(template.pk, variants=[{"subject": "治る春"}], measure="click", share=50, hours=24, now=NOW)
    with pytest.raises(queries.BadTemplate):
        messaging.begin_split(template.pk, now=NOW)
    messaging.plan_split(template.pk, variants=[{"subject": "B"}], measure="purchase", share=50, hours=24, now=NOW)
    messaging.set_approval_rule(mode="always", over=0, now=NOW)
    with pytest.raises(messaging.NeedsApproval):
        messaging.begin_split(template.pk, now=NOW)
    assert (TemplateVersion.objects.count(), Split.objects.get().begun_at) == (0, None)
