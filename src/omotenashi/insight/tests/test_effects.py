# SPDX-License-Identifier: Apache-2.0
"""What a measure brought: the numbers of a small world by hand, the people behind each, and the bounds of early looks."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import fmean, variance
from typing import Any
from uuid import UUID

import pytest
from django.test import override_settings

from omotenashi.base.outbox.actions import deliver
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.insight import actions as insight
from omotenashi.insight import effects, queries
from omotenashi.insight.forecasts import incremental
from omotenashi.insight.forecasts.incremental import Sample
from omotenashi.insight.models import Experiment
from omotenashi.people.customers.actions import links, registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.places.locations import actions as places

BEGAN = datetime(2026, 3, 1, 3, tzinfo=UTC)
NOW = BEGAN + timedelta(days=45)
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def register(many: int) -> list[UUID]:
    records = [
        registrations.CustomerRecord(
            identifiers=(Identifier("member_no", f"M{number}"),), fields={}, observed_at=BEGAN - timedelta(days=400)
        )
        for number in range(many)
    ]
    return [one.person_id for one in registrations.register(records, source="test", now=BEGAN) if one.person_id]


def buy(nodes: Sequence[UUID], day: float, amount: int, **more: Any) -> None:
    """So many days after the beginning; half of it is margin."""
    line = orders.LineRecord(
        sku="", name="茶", quantity=1, unit_price=Decimal(amount), amount=amount, tax_rate=0, cost=amount // 2
    )
    records = [
        orders.OrderRecord(
            origin="test", number=f"{node}{day}", channel="EC", node_id=node, placed_at=BEGAN + timedelta(days=day),
            lines=(line,), **more,
        )
        for node in nodes
    ]  # fmt: skip
    orders.record(records, now=NOW)


@pytest.fixture
def card(db: None) -> tuple[Experiment, list[UUID]]:
    """Eighty people: half of each arm buy for 1,000, those of the card for twice as much."""
    del db
    places.set_up_retailer(name="花店")
    places.register_channels(["EC"])
    people = register(80)
    insight.begin_experiment(
        key="card", name="Card", arms={"control": 5_000, "card": 5_000}, measure="sales", planned_end_at=BEGAN,
        cost=10_000, now=BEGAN,
    )  # fmt: skip
    insight.expose(
        experiment="card",
        persons={one: "control" if place < 40 else "card" for place, one in enumerate(people)},
        now=BEGAN,
    )
    buy(people[:40:2], 3, 1_000)
    buy(people[40::2], 3, 2_000)
    return queries.experiment_of("card"), people


def line(found: list[effects.Compared], days: int, measure: str) -> effects.Compared:
    [one] = [each for each in found if (each.days, each.measure) == (days, measure)]
    return one


def test_the_numbers_are_those_of_a_small_world_by_hand(card: tuple[Experiment, list[UUID]]) -> None:
    one, people = card
    buy([people[1]], -1, 9_000)  # before being reached
    buy([people[3]], 5, 9_000, cancelled_at=NOW)
    buy([people[41]], 20, 700)  # after a week, within a month
    found = queries.effect_of(one, now=NOW)
    week, month = line(found, 7, "sales"), line(found, 30, "sales")
    assert (week.treated.sales.total, week.control.sales.total) == (40_000, 20_000)
    assert week.difference is not None
    assert (week.difference.treated, week.difference.control, week.difference.more) == (1_000, 500, 500)
    treated, control = [2_000, 0] * 20, [1_000, 0] * 20
    half = 1.959964 * ((variance(treated) + variance(control)) / 40) ** 0.5
    assert week.difference.low == pytest.approx(500 - half, abs=0.01)
    assert week.difference.high == pytest.approx(500 + half, abs=0.01)
    assert (week.difference.verdict, week.extra) == ("more", 20_000)
    assert month.treated.sales.total == 40_700
    assert line(found, 7, "margin").difference.more == 250  # type: ignore[union-attr]
    assert line(found, 7, "buyers").difference.more == 0  # type: ignore[union-attr]
    assert line(found, 90, "sales").difference is None
    assert (line(found, 90, "sales").treated.young, line(found, 90, "sales").treated.people) == (40, 40)
    assert effects.return_of(one, line(found, 7, "margin")) == pytest.approx(0.0)


def test_a_finding_is_kept_with_the_experiment_and_looked_at_again_when_it_is_old(
    card: tuple[Experiment, list[UUID]],
) -> None:
    one, _people = card
    early = BEGAN + timedelta(days=3)

    def look(now: datetime) -> tuple[int, str, datetime | None]:
        many = insight.find_effects(now=now)
        kept = Experiment.objects.get(pk=one.pk)
        return many, kept.finding, kept.found_at

    assert look(early) == (1, "young", early)
    assert look(early + timedelta(minutes=50)) == (0, "young", early)
    assert look(NOW) == (1, "more", NOW)
    insight.end_experiment(experiment="card", now=NOW)
    assert look(NOW + timedelta(hours=2)) == (0, "more", NOW)
    assert look(NOW + timedelta(hours=25)) == (1, "more", NOW + timedelta(hours=25))


def test_every_number_opens_as_many_people(card: tuple[Experiment, list[UUID]]) -> None:
    one, people = card
    week = line(queries.effect_of(one, now=NOW), 7, "sales")
    for arm, group in (("card", week.treated), ("control", week.control)):
        for part, count in (("people", group.sales.people), ("buyers", group.sales.buyers), ("young", group.young)):
            found = queries.people_of_effect(one, arm=arm, part=part, days=7, now=NOW)
            assert len(found) == count
    assert set(queries.people_of_effect(one, arm="card", part="people", days=7, now=NOW)) == set(people[40:])
    assert len(queries.people_of_effect(one, arm="card", part="young", days=90, now=NOW)) == 40


def test_who_is_one_person_in_two_arms_is_in_none_and_can_be_seen(card: tuple[Experiment, list[UUID]]) -> None:
    one, people = card
    links.link(people[0], people[79], by="s", reason="r", cause_kind="staff", cause_id="1", now=NOW)
    deliver(now=LATER)
    week = line(queries.effect_of(one, now=NOW), 7, "sales")
    assert (week.treated.sales.people, week.control.sales.people) == (39, 39)
    assert queries.people_of_effect(one, arm="", part="met", days=7, now=NOW) == [people[0]]
    assert [(each.reached, each.met) for each in queries.experiments()] == [(78, 2)]  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_segments_are_those_of_the_day_before(card: tuple[Experiment, list[UUID]], tmp_path: Path) -> None:
    one, people = card
    buy([*people[:10], *people[40:50]], -30, 4_000)
    with override_settings(LAKE_PATH=tmp_path):
        insight.refresh(now=NOW)
        found = {each.segment: each for each in queries.uplift_of(one, by="first_channel", now=NOW)}
        rows = insight.measure(name="uplift", params={"experiment": "card", "by": "first_channel"}, now=NOW)["rows"]
        met = queries.people_of_effect(
            one, arm="card", part="buyers", days=30, by="first_channel", segment="EC", now=NOW
        )
    assert {key: (each.treated.people, each.control.people) for key, each in found.items()} == {
        "EC": (10, 10), effects.NEW: (30, 30),
    }  # fmt: skip
    assert [(row["segment"], row["difference"], row["verdict"]) for row in rows] == [
        ("EC", 500, "few"),
        ("new", 500, "more"),
    ]
    assert len(met) == found["EC"].treated.sales.buyers == 5


def sample(values: list[float]) -> Sample:
    return Sample(len(values), sum(values), sum(value * value for value in values), sum(value > 0 for value in values))


def test_looking_every_day_is_wrong_too_often_with_the_last_interval_and_not_with_the_sequence() -> None:
    """200 experiments without any effect, looked at on each of 30 days; the fixed interval is the negative control."""
    rng = random.Random(7)
    wrong = {"fixed": 0, "sequence": 0}
    for _ in range(200):
        both: tuple[list[float], list[float]] = ([], [])
        said = {"fixed": False, "sequence": False}
        for day in range(1, 31):
            for group in both:
                group.extend(rng.gauss(0, 1) for _ in range(20))
            one, other = map(sample, both)
            for name, share in (("fixed", 1.0), ("sequence", min(day / 30, 0.999))):
                found = incremental.of_means(one, other, share=share)
                assert found is not None
                said[name] |= found.sure
        for name in wrong:
            wrong[name] += said[name]
    assert wrong["fixed"] > 30
    assert wrong["sequence"] <= 10


def test_too_few_people_get_no_verdict_and_the_number_needed_shrinks_with_the_effect() -> None:
    few = incremental.of_means(sample([5.0] * 20), sample([1.0] * 20))
    assert few is not None
    assert few.verdict == "few"
    rng = random.Random(3)
    base = [rng.gauss(100, 30) for _ in range(400)]
    near, far = (sample([value + more for value in base]) for more in (1, 3))
    needed = [
        incremental.people_needed(found, one, sample(base))
        for one in (near, far)
        if (found := incremental.of_means(one, sample(base))) is not None
    ]
    assert needed[0] is not None
    assert needed[1] is not None
    assert needed[0] / needed[1] == pytest.approx(9, rel=0.01)
    assert fmean(base) == pytest.approx(sample(base).mean)
