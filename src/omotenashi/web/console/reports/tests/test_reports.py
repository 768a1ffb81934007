# SPDX-License-Identifier: Apache-2.0
"""An analysis is saved from its page, shared, pinned, and sent; rights are looked at when it goes out."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from django.core import mail
from django.test import Client
from procrastinate.contrib.django import app
from python_calamine import CalamineWorkbook

from omotenashi.base import clock
from omotenashi.engagement.reports import actions as reports
from omotenashi.engagement.reports.models import Pin, Report, Schedule, Sending
from omotenashi.insight import queries as insight
from omotenashi.insight.queries.memory import MEMORY
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import AuditEntry, Staff
from omotenashi.web.console.figures.tests.lake import stored
from omotenashi.web.console.reports import sending, tiles
from omotenashi.web.console.tests import shop
from omotenashi.web.ui import build

pytestmark = pytest.mark.django_db
QUERY = "as_of=2025-12-31&days=60"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("reports") / "lake")


@pytest.fixture(autouse=True)
def shop_lake(settings: Any, example: Path) -> None:
    settings.LAKE_PATH = example


def saved(client: Client, **said: Any) -> Report:
    """Save the analysis as its page does."""
    asked = {"measure": "f2", "query": QUERY, "key": "k", "name": "Sixty days"} | said
    client.post("/console/reports/new/", asked)
    return Report.objects.latest("made_at")


def arranged(client: Client, report: Report, **said: Any) -> Schedule:
    """Have it sent."""
    client.post(f"/console/reports/{report.pk}/schedules/", {"rhythm": "weekly", "weekday": "0", "hour": "8", **said})
    return Schedule.objects.get()


def carried_out(one: Schedule) -> Sending:
    """Send it now."""
    made = reports.ask_now(one.pk, now=clock.now())
    sending.send(made.pk, now=clock.now())
    made.refresh_from_db()
    return made


def test_the_page_of_an_analysis_saves_itself_with_its_conditions() -> None:
    client = shop.signed_in()
    page = f"/console/figures/f2/?{QUERY}&view.x=1"
    offer = client.get(page).content.decode()
    assert ('data-dialog="save-report"' in offer, 'value="as_of=2025-12-31&amp;days=60&amp;view.x=1"' in offer) == (
        True,
        True,
    )
    one = saved(client, query=f"{QUERY}&view.x=1", roles=["manager", "nobody"], pin="on")
    again = saved(client, query="days=1")
    assert (again.pk, one.values, one.view) == (one.pk, {"as_of": "2025-12-31", "days": "60"}, {"x": "1"})
    assert (one.roles, Pin.objects.count()) == (["manager"], 1)
    assert f"/console/reports/{one.pk}/" in client.get(page).content.decode()


def test_the_page_of_a_report_says_what_the_analysis_says_today() -> None:
    client = shop.signed_in()
    one = saved(client)
    context: Any = client.get(f"/console/reports/{one.pk}/").context
    assert (context["headline"].finding, context["open_href"]) == (
        "42.9% of new customers buy again within 60 days", f"/console/figures/f2/?{QUERY}",
    )  # fmt: skip


def test_a_saved_analysis_without_a_day_moves_on() -> None:
    one = saved(shop.signed_in(), query="days=60")
    assert one.values == {"days": "60"}


@pytest.mark.parametrize(("name", "count"), [("", 0), ("x" * 121, 0), ("  Two   words ", 1)])
def test_a_saved_analysis_needs_a_name(name: str, count: int) -> None:
    client = shop.signed_in()
    client.post("/console/reports/new/", {"measure": "f2", "query": "", "key": "k", "name": name})
    assert list(Report.objects.values_list("name", flat=True)) == ["Two words"] * count


def test_the_list_finds_and_needs_as_many_queries_for_three_as_for_one() -> None:
    client = shop.signed_in()
    saved(client, key="a")
    once = shop.queries_of(client, "/console/reports/")
    for key in "bc":
        saved(client, key=key)
    assert shop.queries_of(client, "/console/reports/") == once
    assert client.get("/console/reports/?q=sixty&mine=yes").context["page"].count == 3


def test_an_empty_list_says_what_to_do() -> None:
    text = shop.signed_in().get("/console/reports/").content.decode()
    assert ("No saved analyses yet" in text, 'href="/console/figures/"' in text) == (True, True)


def test_what_is_not_shared_is_not_there_for_others_and_shared_is_not_theirs_to_change() -> None:
    office = shop.signed_in()
    own, shared = saved(office, key="own"), saved(office, key="shared", roles=["manager"])
    other = Client(headers={"accept-language": "en"})
    other.force_login(shop.hired("manager"), backend=shop.BACKEND)
    assert [other.get(f"/console/reports/{one.pk}/").status_code for one in (own, shared)] == [404, 200]
    tries = [other.post(f"/console/reports/{shared.pk}/{what}/", {"name": "X", "to": "archived"}).status_code
             for what in ("name", "state")]  # fmt: skip
    shared.refresh_from_db()
    assert (tries, shared.name, shared.archived_at) == ([403, 403], "Sixty days", None)
    assert other.post(f"/console/reports/{shared.pk}/pin/", {"to": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("role", "found"),
    [("headquarters", [200, 302, 302]), ("manager", [200, 302, 302]), ("support", [200, 302, 403]),
     ("developer", [200, 302, 403]), ("clerk", [403, 403, 403])],
)  # fmt: skip
def test_each_role_may_what_it_may(role: str, found: list[int]) -> None:
    client = shop.signed_in(role)
    asked = {"measure": "f2", "query": QUERY, "key": "k", "name": "Mine", "roles": ["support"]}
    steps = [client.get("/console/reports/").status_code, client.post("/console/reports/new/", asked).status_code]
    made = Report.objects.first()
    key = made.pk if made else "01900000-0000-7000-8000-000000000000"
    steps.append(client.post(f"/console/reports/{key}/schedules/", {"rhythm": "daily"}).status_code)
    assert steps == found
    assert (made.roles if made else None) == (
        ["support"] if role in ("headquarters", "manager") else [] if made else None
    )


def test_pinned_reports_are_tiles_of_the_home_page_and_cost_nothing_when_warm() -> None:
    client = shop.signed_in()
    for n, name in enumerate(("f2", "decile", "churn", "new-repeat")):
        saved(client, key=str(n), measure=name, query="as_of=2025-12-31", name=name, pin="on")
    assert tiles.warm(now=clock.now()) == 4
    kept = len(MEMORY._kept)  # that nothing was asked anew is what is promised
    context: Any = client.get("/console/reports/tiles/").context
    assert [(tile.report.name, tile.headline is not None) for tile in context["tiles"]] == [
        ("f2", True), ("decile", True), ("churn", True), ("new-repeat", True),
    ]  # fmt: skip
    assert len(MEMORY._kept) == kept
    client.post(f"/console/reports/{context['tiles'][0].report.pk}/pin/", {"to": "off", "from": "home"})
    assert len(client.get("/console/reports/tiles/").context["tiles"]) == 3


def test_an_analysis_that_is_gone_breaks_no_page() -> None:
    client = shop.signed_in()
    one = saved(client, pin="on")
    Report.objects.update(measure="forgotten")
    assert client.get(f"/console/reports/{one.pk}/").status_code == 200
    assert client.get("/console/reports/tiles/").context["tiles"][0].headline is None
    assert client.get("/console/reports/").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_mail_holds_the_rows_of_the_page_as_a_file(kind: str) -> None:
    client = shop.signed_in()
    one = arranged(client, saved(client), file=kind)
    done = carried_out(one)
    answer = insight.ask(name="f2", values={"as_of": "2025-12-31", "days": "60"}, now=clock.now())
    [letter] = mail.outbox
    [(name, body, _type)] = letter.attachments
    rows = (
        list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))
        if kind == "csv"
        else CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    )
    assert (name, letter.to, len(rows) - 1, done.rows) == (
        f"f2-2025-12-31.{kind}", ["headquarters@example.jp"], len(answer.rows), len(answer.rows),
    )  # fmt: skip
    assert [float(str(value)) for value in rows[1] if str(value).replace(".", "").isdigit()][:2] == [60.0, 7.0]
    assert f"http://testserver/console/figures/f2/?{QUERY}" in str(letter.body)


def test_the_mail_holds_the_page_as_paper(settings: Any, tmp_path: Path) -> None:
    if not list((build.BUILT / "assets").glob("fonts-*.css")):
        pytest.skip("the front end is not built: no letters to print with")
    settings.HOME = SimpleNamespace(files=tmp_path)
    client = shop.signed_in()
    done = carried_out(arranged(client, saved(client), file="pdf"))
    [letter] = mail.outbox
    [(name, body, kind)] = letter.attachments
    said = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    assert (name, kind, done.rows) == ("f2-2025-12-31.pdf", "application/pdf", 1)
    assert ("42.86%" in said, "2025-12-31" in said) == (True, True)


def test_what_was_sent_is_not_sent_again() -> None:
    client = shop.signed_in()
    done = carried_out(arranged(client, saved(client)))
    assert (sending.send(done.pk, now=clock.now()), len(mail.outbox)) == (False, 1)


def test_a_process_that_dies_after_the_mail_left_sends_no_second_one(monkeypatch: pytest.MonkeyPatch) -> None:
    client = shop.signed_in()
    one = arranged(client, saved(client))
    made = reports.ask_now(one.pk, now=clock.now())

    def dies(*args: Any, **kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(reports, "note_sent", dies)
        with pytest.raises(SystemExit):
            sending.send(made.pk, now=clock.now())
    [letter] = mail.outbox
    assert letter.extra_headers["Message-ID"] == f"<report-{made.pk}@testserver>"
    later = clock.now() + timedelta(minutes=11)
    assert (reports.claim(now=later), sending.send(made.pk, now=later), len(mail.outbox)) == ([made.pk], False, 1)
    made.refresh_from_db()
    assert (made.refused, made.sent_at, made.next_try_at) == ("unsure", None, None)
    assert client.get(f"/console/reports/{one.report_id}/").context["log"][0]["state"] == "warn"


def test_a_mail_that_could_not_be_handed_over_is_sent_under_the_same_name(settings: Any) -> None:
    client = shop.signed_in()
    one = arranged(client, saved(client))
    good = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                                    "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1}}}  # fmt: skip
    failed = carried_out(one)
    settings.MAILERS = good
    assert (failed.handed_at, sending.send(failed.pk, now=clock.now() + timedelta(minutes=3))) == (None, True)
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<report-{failed.pk}@testserver>"


def test_who_lost_the_right_gets_nothing_and_the_log_says_so() -> None:
    office = shop.signed_in()
    mio = shop.hired("manager")
    report = saved(office, roles=["manager"])
    one = arranged(office, report, staff=str(mio.pk))
    assert (one.staff_id, carried_out(one).refused) == (mio.pk, "")
    found = []
    for minutes, step in ((2, "right"), (4, "left")):
        later = clock.now() + timedelta(minutes=minutes)
        if step == "right":
            staff.change_role(staff_id=mio.pk, role="support")
        else:
            staff.dismiss(staff_id=mio.pk, now=later)
        made = reports.ask_now(one.pk, now=later)
        assert sending.send(made.pk, now=later) is False
        made.refresh_from_db()
        found.append((made.refused, made.sent_at))
    assert found == [("right", None), ("left", None)]
    assert len(mail.outbox) == 1
    assert AuditEntry.objects.filter(permission="measures.export", was_allowed=False, staff=mio).count() == 2
    assert [line["state"] for line in office.get(f"/console/reports/{report.pk}/").context["log"]] == [
        "warn",
        "warn",
        "good",
    ]


def test_unsharing_stops_the_mail_too() -> None:
    office = shop.signed_in()
    mio = shop.hired("manager")
    report = saved(office, roles=["manager"])
    one = arranged(office, report, staff=str(mio.pk))
    office.post(f"/console/reports/{report.pk}/name/", {"name": "Sixty days"})
    assert (carried_out(one).refused, mail.outbox) == ("right", [])


def test_a_mail_server_that_refuses_is_written_down(settings: Any) -> None:
    client = shop.signed_in()
    one = arranged(client, saved(client))
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                                    "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1}}}  # fmt: skip
    failed = carried_out(one)
    assert (failed.sent_at, failed.tries, failed.error.split(":")[0]) == (None, 1, "ConnectionRefusedError")
    assert failed.next_try_at is not None


def test_it_is_paused_resumed_ended_and_sent_now() -> None:
    client = shop.signed_in()
    one = arranged(client, saved(client))
    states = []
    for to in ("paused", "going", "ended"):
        client.post(f"/console/reports/schedules/{one.pk}/state/", {"to": to})
        one.refresh_from_db()
        states.append((one.paused_at is not None, one.ended_at is not None))
    assert states == [(True, False), (False, False), (False, True)]
    assert client.post(f"/console/reports/schedules/{one.pk}/sendings/").status_code == 404


def test_the_clock_sends_what_is_due() -> None:
    client = shop.signed_in()
    arranged(client, saved(client))
    Schedule.objects.update(next_at=clock.now() - timedelta(hours=1))
    for _twice in range(2):
        app.tasks["console.send_reports"]()
    assert (len(mail.outbox), Sending.objects.exclude(sent_at=None).count(), Staff.objects.count()) == (1, 1, 1)
