# SPDX-License-Identifier: Apache-2.0
"""A report is kept once, seen by whom it is shared with, and sent when it is due, each time once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.engagement.reports import actions as reports
from omotenashi.engagement.reports import queries, rules
from omotenashi.engagement.reports.models import Report, Schedule, Sending
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import actions as places

NOW = datetime(2026, 3, 4, 3, tzinfo=UTC)  # a Wednesday, noon in Tokyo
TOKYO = ZoneInfo("Asia/Tokyo")


def hired(role: str = "headquarters", name: str = "ken") -> Staff:
    """Hire somebody."""
    return staff.hire(email=f"{name}@example.jp", name=name, role=role, password=None)


def kept(owner: Staff, *, key: str = "k", roles: tuple[str, ...] = ()) -> Report:
    """Keep an analysis."""
    asked = {"measure": "f2", "values": {"days": "90"}, "view": {}, "roles": roles, "now": NOW}
    return reports.save(key=key, name="F2 of 90 days", owner=owner.pk, **asked)[0]  # type: ignore[arg-type]  # plain words


@pytest.mark.parametrize(
    ("rhythm", "when", "due"),
    [
        ("daily", {"hour": 13}, "2026-03-04 13:00"),
        ("daily", {"hour": 12}, "2026-03-05 12:00"),
        ("weekly", {"weekday": 0, "hour": 8}, "2026-03-09 08:00"),
        ("weekly", {"weekday": 2, "hour": 8}, "2026-03-11 08:00"),
        ("monthly", {"day": 4, "hour": 15}, "2026-03-04 15:00"),
        ("monthly", {"day": 31, "hour": 8}, "2026-03-31 08:00"),
    ],
)
def test_the_next_time_is_counted_in_the_days_of_the_shop(rhythm: str, when: dict[str, int], due: str) -> None:
    found = rules.next_at(rhythm, **({"weekday": 0, "day": 1} | when), after=NOW, zone=TOKYO)
    assert found.strftime("%Y-%m-%d %H:%M") == due


def test_a_month_without_the_day_is_served_on_its_last() -> None:
    found = rules.next_at("monthly", weekday=0, day=31, hour=8, after=datetime(2026, 2, 1, tzinfo=UTC), zone=TOKYO)
    assert (found.month, found.day) == (2, 28)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    rhythm=st.sampled_from(rules.RHYTHMS),
    weekday=st.integers(0, 6),
    day=st.integers(1, 31),
    hour=st.integers(0, 23),
    after=st.datetimes(datetime(2025, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)),  # the zone is given beside
)
def test_the_next_time_is_later_and_within_a_month(
    rhythm: str, weekday: int, day: int, hour: int, after: datetime
) -> None:
    found = rules.next_at(rhythm, weekday=weekday, day=day, hour=hour, after=after, zone=TOKYO)
    most = {"daily": 1, "weekly": 7, "monthly": 31}[rhythm]
    assert timedelta(0) < found - after <= timedelta(days=most, hours=24)


@pytest.mark.django_db
def test_a_command_that_comes_twice_keeps_one() -> None:
    ken = hired()
    assert (kept(ken).pk, Report.objects.count()) == (kept(ken).pk, 1)
    with pytest.raises(reports.BadReport):
        reports.rename(kept(ken).pk, name=" ")


@pytest.mark.django_db
def test_a_report_is_seen_by_its_owner_and_by_whom_it_is_shared_with() -> None:
    ken, mio, ryo = hired(), hired("manager", "mio"), hired("clerk", "ryo")
    own, shared = kept(ken), kept(ken, key="s", roles=("manager", "clerk"))
    seen = [[one in queries.seen_by(person) for one in (own, shared)] for person in (ken, mio)]
    assert seen == [[True, True], [False, True]]
    assert [queries.may_see(person, shared) for person in (ken, mio, ryo)] == [True, True, False]


@pytest.mark.django_db
def test_pins_are_one_each_and_at_most_a_dozen() -> None:
    ken = hired()
    made = [kept(ken, key=str(n)) for n in range(rules.MOST_PINS + 1)]
    assert [reports.pin(one.pk, staff=ken.pk, now=NOW) for one in (made[0], made[0])] == [True, False]
    for one in made[1:-1]:
        reports.pin(one.pk, staff=ken.pk, now=NOW)
    with pytest.raises(reports.BadReport) as refused:
        reports.pin(made[-1].pk, staff=ken.pk, now=NOW)
    assert (refused.value.code, len(queries.pinned_by(ken))) == ("many", rules.MOST_PINS)
    reports.archive(made[0].pk, now=NOW)
    assert reports.unpin(made[1].pk, staff=ken.pk) is True
    assert queries.pinned_by(ken) == made[2:-1]


@pytest.mark.django_db
def test_what_is_due_is_claimed_once_and_the_next_time_is_set() -> None:
    places.set_up_retailer(name="花店")
    ken = hired()
    one = reports.schedule(kept(ken).pk, staff=ken.pk, rhythm="daily", hour=13, now=NOW)
    late = NOW + timedelta(days=3, hours=2)
    assert reports.claim(now=NOW) == []
    claimed = reports.claim(now=late)
    assert (len(claimed), reports.claim(now=late)) == (1, [])  # three days without a worker are one mail
    one.refresh_from_db()
    assert one.next_at == datetime(2026, 3, 8, 4, tzinfo=UTC)
    assert reports.claim(now=late + timedelta(minutes=11)) == claimed  # whoever had it died
    reports.note_sent(claimed[0], rows=3, now=late)
    assert reports.claim(now=late + timedelta(minutes=30)) == []


@pytest.mark.django_db
def test_a_mail_that_fails_is_tried_again_a_few_times() -> None:
    places.set_up_retailer(name="花店")
    ken = hired()
    one = reports.schedule(kept(ken).pk, staff=ken.pk, rhythm="daily", hour=13, now=NOW)
    sending = reports.ask_now(one.pk, now=NOW)
    assert reports.ask_now(one.pk, now=NOW + timedelta(seconds=30)) == sending
    assert [reports.take(sending.pk, now=NOW), reports.take(sending.pk, now=NOW)] == [True, False]
    waits = []
    for _n in range(4):
        reports.note_failed(sending.pk, error="no line", now=NOW)
        waits.append(Sending.objects.values_list("next_try_at", flat=True).get())
    assert waits == [NOW + timedelta(minutes=n) for n in rules.WAITS] + [None]


@pytest.mark.django_db
def test_a_pause_sends_nothing_and_is_not_made_up_for() -> None:
    places.set_up_retailer(name="花店")
    ken = hired()
    one = reports.schedule(kept(ken).pk, staff=ken.pk, rhythm="daily", hour=13, now=NOW)
    again = reports.schedule(one.report_id, staff=ken.pk, rhythm="weekly", weekday=4, hour=9, file="xlsx", now=NOW)
    assert (again.pk, Schedule.objects.count(), again.rhythm, again.file) == (one.pk, 1, "weekly", "xlsx")
    assert [reports.pause(one.pk, now=NOW), reports.pause(one.pk, now=NOW)] == [True, False]
    later = NOW + timedelta(days=30)
    assert (reports.claim(now=later), reports.resume(one.pk, now=later), reports.claim(now=later)) == ([], True, [])
    assert reports.stop(one.pk, now=later) is True
    assert reports.claim(now=later + timedelta(days=30)) == []
    for wrong in ({"rhythm": "hourly"}, {"rhythm": "daily", "hour": 24}, {"rhythm": "daily", "file": "docx"}):
        with pytest.raises(reports.BadReport):
            reports.schedule(one.report_id, staff=ken.pk, now=NOW, **wrong)
