# SPDX-License-Identifier: Apache-2.0
"""Settings of service: who may change what and where, what it does, and that every change can be taken back."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.fulfilment.queries import pickup_ready, policies
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.queries.tills import policy
from omotenashi.commerce.orders.queries import service_policy
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations import actions as places
from omotenashi.places.locations import queries
from omotenashi.places.locations.models import ChannelLocation, HoursException, Location, OpeningHours

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture(autouse=True)
def _shops(db: None) -> None:
    places.set_up_retailer(name="試験商店")
    places.register_channels(["EC", "STORE"])
    places.register_locations(
        [places.LocationRecord(code=code, name=name) for code, name in (("GINZA", "銀座店"), ("UMEDA", "梅田店"))]
    )


def place(code: str = "GINZA") -> Location:
    return Location.objects.get(code=code)


def browser(role: str = "headquarters", at: str | None = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    shop = place(at).pk if at else None
    client.force_login(staff.hire(email=f"{role}@x.example", name=role, role=role, password="x" * 12, location_id=shop))
    return client


def address(code: str = "GINZA", part: str = "") -> str:
    return f"/console/shops/{place(code).pk}/settings/{part}{'/' if part else ''}"


def form(client: Client, url: str, name: str | None = None) -> dict[str, str]:
    """Give what a form of a page would send as it stands."""
    context = client.get(url).context
    found = context["forms"][name] if name else context["form"]
    said = {field: found[field].value() for field in found.fields}
    return {
        field: "on" if value is True else str(value)
        for field, value in said.items()
        if value is not None and value is not False
    }


def test_the_promises_of_the_house_change_are_told_and_can_be_taken_back() -> None:
    client, url = browser(), "/console/settings/service/"
    sent = client.post(url, form(client, url) | {"pickup_minutes": "90", "fulfil_percent": "40"})
    found = service_policy(clock.now())
    assert (sent.status_code, found.pickup_minutes, found.fulfil_percent, found.pickup_days) == (302, 90, 40, 7)
    entry = AuditEntry.objects.get(subject="service:service")
    assert (entry.details["before"]["pickup_minutes"], entry.details["after"]["pickup_minutes"]) == (60, 90)
    [told] = client.get(url).context["changes"]
    assert told.lines == (("Pick-up is ready after (minutes)", "60", "90"), ("Credit of who sends it (%)", "30", "40"))
    client.post(f"/console/settings/changes/{entry.pk}/undo/")
    assert (service_policy(clock.now()).pickup_minutes, AuditEntry.objects.count()) == (60, 2)
    client.post(url, form(client, url))
    assert AuditEntry.objects.count() == 2


def test_what_is_out_of_bounds_changes_nothing() -> None:
    client, url = browser(), "/console/settings/service/"
    answer = client.post(url, form(client, url) | {"fulfil_percent": "101"})
    assert (answer.status_code, service_policy(clock.now()).fulfil_percent, AuditEntry.objects.count()) == (422, 30, 0)


def test_tills_get_their_rules_and_the_programme_keeps_its_own() -> None:
    loyalty.set_programme({"window_days": 90}, by="hq", now=clock.now())
    client, url = browser(), "/console/settings/tills/"
    client.post(url, form(client, url) | {"reprice_percent": "30", "refunds": "leaders", "offline_hours": "48"})
    rules = queries.till_rules(clock.now())
    assert (rules.reprice_percent, rules.least(999), rules.may_refund(1, is_leader=False)) == (30, 700, False)
    assert (policy(clock.now()).hours, policy(clock.now()).total) == (48, 20_000)
    loyalty.set_programme({"window_days": 120}, by="hq", now=clock.now())
    assert policy(clock.now()).hours == 48


def test_a_week_is_written_as_people_write_it_and_a_shop_closes_on_days_of_its_own() -> None:
    client, url = browser("manager", "GINZA"), address()
    week = {f"week-{day}": "１１時" if day == 9 else "11:00〜20:00" for day in range(5)}
    given = week | {"week-5": "10-13, 14:30-21", "day-0": "2026-12-31", "note-0": "大晦日"}
    sent = client.post(address(part="hours"), given)
    assert (sent.status_code, OpeningHours.objects.count(), HoursException.objects.get().note) == (302, 7, "大晦日")
    sunday, last = datetime(2026, 11, 22, 12, tzinfo=TOKYO), datetime(2026, 12, 31, 12, tzinfo=TOKYO)
    assert [queries.is_open([place().pk], at=at)[place().pk] for at in (sunday, last)] == [False, False]
    found = client.get(url).context["forms"]["hours"]
    assert (found["week-5"].value(), found["day-0"].value()) == ("10:00-13:00, 14:30-21:00", "2026-12-31")
    entry = AuditEntry.objects.get(subject="service:hours:GINZA")
    client.post(f"/console/settings/changes/{entry.pk}/undo/")
    assert (OpeningHours.objects.count(), HoursException.objects.count()) == (0, 0)


@pytest.mark.parametrize("wrong", ["noon", "20:00-10:00", "10:00-14:00, 13:00-18:00", "25:00-26:00"])
def test_what_are_no_hours_is_said_where_it_stands(wrong: str) -> None:
    answer = browser().post(address(part="hours"), {"week-0": wrong})
    assert (answer.status_code, OpeningHours.objects.count()) == (422, 0)
    assert "Write hours like 10:00-20:00" in answer.content.decode()


def test_a_shop_has_a_pace_of_its_own_and_makes_nothing_ready_just_before_it_closes() -> None:
    places.set_hours("GINZA", week={day: [(time(10), time(20))] for day in range(7)})
    client = browser()
    given = form(client, address(), "pace") | {"pickup_minutes": "120", "last_pickup_minutes": "30"}
    assert client.post(address(part="pace"), given).status_code == 302
    ginza, umeda = place().pk, place("UMEDA").pk
    at = datetime(2026, 11, 20, 17, 45, tzinfo=TOKYO)
    ready = pickup_ready([ginza, umeda], now=at)
    assert ready == {
        ginza: datetime(2026, 11, 21, 10, tzinfo=TOKYO),
        umeda: datetime(2026, 11, 20, 18, 45, tzinfo=TOKYO),
    }
    assert policies.promised(ginza, kind="pickup", now=at) == datetime(2026, 11, 20, 19, 45, tzinfo=TOKYO)
    assert policies.promised(ginza, kind="ship", now=at) == datetime(2026, 11, 21, 17, 45, tzinfo=TOKYO)


def test_a_channel_keeps_pieces_in_a_shop_and_goes_on_selling_from_the_others() -> None:
    client = browser()
    given = form(client, address(), "protection") | {"EC-buffer_abs": "2"}
    client.post(address(part="protection"), given)
    kept = {row.location.code: row.buffer_abs for row in ChannelLocation.objects.filter(channel="EC")}
    assert (kept, ChannelLocation.objects.filter(channel="STORE").count()) == ({"GINZA": 2, "UMEDA": 0}, 0)
    assert [found.code for found in queries.selling_at("EC")] == ["GINZA", "UMEDA"]


def test_customers_read_how_a_shop_is_found_and_see_its_picture() -> None:
    client = browser("manager", "GINZA")
    client.post(
        address(part="access"), {"access": "銀座駅A13出口から徒歩2分", "parking": "なし", "alt": "白い外壁の店"}
    )
    client.post(address(part="picture"), {"picture": _file(PNG)})
    page = Client().get("/shop/stores/GINZA/").content.decode()
    assert all(word in page for word in ("銀座駅A13出口から徒歩2分", "なし", 'alt="白い外壁の店"'))
    shown = Client().get("/shop/stores/GINZA/picture/")
    assert (shown.content, shown["Content-Type"]) == (PNG, "image/png")
    client.post(address(part="picture"), {"picture": _file(b"<svg onload=x>")})
    assert Client().get("/shop/stores/GINZA/picture/").content == PNG
    client.post(address(part="picture"))
    assert Client().get("/shop/stores/GINZA/picture/").status_code == 404


@pytest.mark.parametrize(
    ("role", "at", "part", "code", "status"),
    [
        ("headquarters", None, "hours", "GINZA", 302),
        ("manager", "GINZA", "hours", "GINZA", 302),
        ("manager", "GINZA", "hours", "UMEDA", 403),
        ("manager", "GINZA", "pace", "GINZA", 403),
        ("manager", "GINZA", "protection", "GINZA", 403),
        ("clerk", "GINZA", "access", "GINZA", 403),
        ("support", None, "hours", "GINZA", 403),
        ("developer", None, "access", "GINZA", 403),
    ],
)
def test_each_role_changes_what_is_theirs_in_their_shop(
    role: str, at: str | None, part: str, code: str, status: int
) -> None:  # fmt: skip
    client = browser(role, at)
    given = form(client, address(code), part) | ({"week-0": "10-20"} if part == "hours" else {})
    given.pop("always", None)
    before = list(OpeningHours.objects.values_list("weekday"))
    answer = client.post(address(code, part), given)
    refused = AuditEntry.objects.filter(was_allowed=False).count()
    assert (answer.status_code, refused) == (status, int(status == 403))
    if status == 403:
        assert list(OpeningHours.objects.values_list("weekday")) == before
    elif part == "hours":
        entry = AuditEntry.objects.get(subject=f"service:hours:{code}")
        other = Client()
        other.force_login(staff.hire(email="o@x.example", name="o", role="clerk", password="x" * 12))
        assert other.post(f"/console/settings/changes/{entry.pk}/undo/").status_code == 403


@pytest.mark.parametrize("url", ["/console/settings/service/", "/console/settings/tills/"])
def test_the_house_is_set_by_the_office_alone(url: str) -> None:
    assert [browser(role).get(url).status_code for role in ("manager", "clerk", "support", "developer")] == [403] * 4


def test_an_entry_that_is_no_change_cannot_be_taken_back() -> None:
    client = browser()
    staff.note(permission="settings.edit", subject="service:nothing", details={"before": {}})
    staff.note(permission="settings.edit", subject="retailer", details={"before": {}})
    found = [client.post(f"/console/settings/changes/{one.pk}/undo/").status_code for one in AuditEntry.objects.all()]
    assert found == [404, 404]


def test_days_of_their_own_are_each_one_line() -> None:
    given = {
        "week-0": "10-20",
        "day-0": "2026-12-31",
        "day-1": "2026-12-31",
        "spans-2": "10-12, 13-14",
        "day-2": "2027-01-01",
    }
    answer = browser().post(address(part="hours"), given)
    errors = answer.context["forms"]["hours"].errors
    assert (answer.status_code, sorted(errors), HoursException.objects.filter(date=date(2026, 12, 31)).count()) == (
        422,
        ["day-1", "spans-2"],
        0,
    )


def _file(content: bytes) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("shop.png", content)


def test_a_shop_abroad_names_the_clock_of_those_who_buy_there_and_no_other_name_is_taken() -> None:
    client = browser()
    for name, kept in (("pacific/honolulu", "Pacific/Honolulu"), ("Asia/Edo", "Pacific/Honolulu"), ("", "")):
        client.post(address(part="position"), {**form(client, address(), "position"), "zone": name})
        assert place().zone == kept
