# SPDX-License-Identifier: Apache-2.0
"""A built world in the database: complete, adding up, and true to its truth. Built once for all tests, then undone."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from django.db import transaction
from django.db.models import F, Sum
from django.test import override_settings

from omotenashi.base import bulk
from omotenashi.base.outbox.models import Delivery
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.loyalty.models import Wallet, WalletEntry
from omotenashi.commerce.orders.models import Order, OrderLine, Return
from omotenashi.commerce.payments.models import Shift
from omotenashi.commerce.stock.models import Movement, StockLevel
from omotenashi.engagement.journeys.models import Enrolment, Journey
from omotenashi.engagement.messaging.models import Message, Pause, Pool, PushDevice
from omotenashi.insight import queries as insight
from omotenashi.people.consent.models import Suppression
from omotenashi.people.customers.models import Node, NodePerson
from omotenashi.people.staff.models import Staff
from omotenashi.people.timeline.models import Entry, Rejected
from omotenashi.places.locations import queries as places
from omotenashi.simulate import evidence, records, trials, world
from omotenashi.simulate.floors import knowing, letters, living, scenarios
from omotenashi.simulate.identities import card_of, member_no_of
from omotenashi.simulate.model import World, draw_world
from omotenashi.simulate.tests.conftest import QUICK_HASH, undoable
from omotenashi.simulate.trade_year import ZONE

NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)
CUSTOMERS = 150
OF_THE_SITE = ("anonymous_id", "user_id")


# Marked so that a database is made even when this file runs alone.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[world.Summary]:
    folder = tmp_path_factory.mktemp("home")
    home = SimpleNamespace(path=folder, truth=folder / "truth")
    with django_db_blocker.unblock(), override_settings(HOME=home, PASSWORD_HASHERS=QUICK_HASH), undoable():
        yield world.build(customers=CUSTOMERS, seed=14, now=NOW)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def drawn() -> World:
    return draw_world(customers=CUSTOMERS, seed=14, now=NOW)


def test_the_counts_are_those_of_the_database(built: world.Summary) -> None:
    assert (built.customers, built.counts.orders, built.counts.lines) == (
        CUSTOMERS,
        Order.objects.count(),
        OrderLine.objects.count(),
    )
    assert (built.counts.returns, built.counts.points) == (Return.objects.count(), WalletEntry.objects.count())
    assert (built.first_at, built.last_at) == (
        Order.objects.earliest("placed_at").placed_at,
        Order.objects.latest("placed_at").placed_at,
    )


def test_the_shop_stands_there_furnished(built: world.Summary) -> None:
    assert (places.retailer().name, places.retailer().is_demo) == ("茜葉堂", True)
    assert places.channel_names() == {"EC": "EC", "LINE": "LINE", "PHONE": "電話", "STORE": "店舗"}
    assert {"SHIBUYA", "KICHIJOJI", "YOKOHAMA", "WAREHOUSE", "EC", "LINE"} - set(places.location_names()) == set()
    assert (Variant.objects.count(), StockLevel.objects.count()) == (340, 4 * 340)
    assert OrderLine.objects.filter(variant=None).count() == 0


def test_lines_add_up_to_their_orders_and_wallets_to_their_entries(built: world.Summary) -> None:
    wrong = Order.objects.annotate(said=Sum("lines__amount")).exclude(said=F("goods_total"))
    assert wrong.count() == 0
    broken = Wallet.objects.annotate(said=Sum("entries__amount")).exclude(
        said=F("available") + F("pending") + F("held")
    )
    assert broken.count() == 0


def test_nobody_buys_before_they_are_known(built: world.Summary) -> None:
    members = Order.objects.exclude(node__type="receipt")
    assert members.filter(placed_at__lt=F("node__first_seen_at")).count() == 0
    assert members.count() > CUSTOMERS


def test_the_timeline_is_complete(built: world.Summary) -> None:
    assert Delivery.objects.count() == 0
    assert Entry.objects.filter(name="orders.OrderPlaced").count() == built.counts.orders
    assert Entry.objects.filter(source__code__startswith="demo_").count() == built.counts.entries > CUSTOMERS
    assert Rejected.objects.count() == 0


def test_a_login_joins_the_browser_and_what_was_looked_at_before(built: world.Summary) -> None:
    logins = Entry.objects.filter(type="identify", source__code="demo_web")
    people = dict(NodePerson.objects.values_list("node_id", "person_id"))
    apart = [entry for entry in logins if len({people.get(node) for node in (entry.node_id, *entry.others)}) > 1]
    assert (logins.count() > 20, apart) == (True, [])


def test_the_truth_knows_every_key_and_only_those(built: world.Summary) -> None:
    keys = pq.read_table(built.truth / "keys.parquet").to_pylist()
    told = {(row["type"], row["value"]) for row in keys if row["type"] != "receipt"}
    # A letter box is a key of ours, made when somebody is first written to by post; of phones see the next test.
    stored = Node.objects.exclude(type__in=("receipt", "post", "push_endpoint", *OF_THE_SITE))
    assert told == set(stored.values_list("type", "value"))
    browsers = pq.read_table(built.truth / "browsers.parquet").to_pylist()
    seen = set(Node.objects.filter(type__in=OF_THE_SITE).values_list("type", "value"))
    assert seen - {(row["type"], row["value"]) for row in browsers} == set()
    assert seen != set()
    receipts = {row["value"] for row in keys if row["type"] == "receipt"}
    assert receipts - set(Node.objects.filter(type="receipt").values_list("value", flat=True)) == set()
    people = pq.read_table(built.truth / "people.parquet")
    assert people.num_rows == CUSTOMERS
    assert {row["person"] for row in keys} == set(range(CUSTOMERS))


def test_each_phone_that_takes_notifications_is_that_of_a_member_whom_the_truth_knows(built: world.Summary) -> None:
    keys = pq.read_table(built.truth / "keys.parquet").to_pylist()
    members = [row["value"] for row in keys if row["type"] == "member_no"]
    phones = {knowing.phone_of(number).endpoint: number for number in members}
    people = dict(NodePerson.objects.values_list("node__value", "person_id"))
    stored = {one.contact_point.node.value: phones[one.endpoint] for one in PushDevice.objects.filter(ended_at=None)}
    assert {one: people[one] for one in stored} == {one: people[number] for one, number in stored.items()}
    assert set(Node.objects.filter(type="push_endpoint").values_list("value", flat=True)) == set(stored) != set()


def test_the_rules_join_only_what_shows_a_common_key(built: world.Summary, drawn: World) -> None:
    """A person of the database is one true person, except where a family shares a number."""
    owners: dict[tuple[str, str], set[int]] = defaultdict(set)
    for name in ("keys", "browsers"):
        for row in pq.read_table(built.truth / f"{name}.parquet").to_pylist():
            owners[row["type"], row["value"]].add(row["person"])
    household = {p: int(f) if f >= 0 else p for p, f in enumerate(drawn.identities.family_of.tolist())}
    humans: dict[Any, set[int]] = defaultdict(set)
    for person, kind, value in NodePerson.objects.values_list("person_id", "node__type", "node__value"):
        humans[person] |= {household[owner] for owner in owners[kind, str(value)]}
    assert [found for found in humans.values() if len(found) != 1] == []


def test_a_tie_joins_and_without_one_two_persons_stand_side_by_side(built: world.Summary, drawn: World) -> None:
    person_of = dict(NodePerson.objects.filter(node__type="member_no").values_list("node__value", "person_id"))
    both = [
        p
        for p in range(CUSTOMERS)
        if (drawn.memberships.opened[p, :2] >= 0).all() and drawn.identities.family_of[p] < 0
    ]
    joined = {p: person_of[member_no_of(p)] == person_of[card_of(p)] for p in both}
    # Who is not tied may still be known by what a later purchase showed.
    shown = {one.entry.person for one in evidence.draw_evidence(drawn)}
    tied = {p: bool(drawn.memberships.tied[p, 1]) for p in both}
    assert {p: found for p, found in joined.items() if tied[p] or p not in shown} == {
        p: found for p, found in tied.items() if found or p not in shown
    }
    assert set(joined.values()) == {True, False}


def test_one_of_each_role_may_log_in(built: world.Summary) -> None:
    roles = [role for _, role, _ in built.staff]
    assert sorted(roles) == ["clerk", "developer", "headquarters", "manager", "support"]
    people = {person.email: person for person in Staff.objects.all()}
    assert [people[email].check_password(password) for email, _, password in built.staff] == [True] * 5
    assert Staff.objects.get(location__code="SHIBUYA").email == "tencho@demo.example"


# On the page of one person: a visit of the site, a friendship on LINE, a receipt of a till and a form.
_ALL_FOUR = """
SELECT count(*) FROM (
  SELECT np.person_id FROM customers_nodeperson np JOIN timeline_entry e USING (node_id)
  JOIN timeline_source s ON s.id = e.source_id GROUP BY 1
  HAVING bool_or(s.kind = 'web' AND e.name = 'Page Viewed') AND bool_or(e.name = 'Friend Added')
  AND bool_or(e.name = 'Inquiry Sent')
) seen WHERE EXISTS (
  SELECT FROM customers_nodeperson np JOIN orders_order o USING (node_id)
  WHERE np.person_id = seen.person_id AND o.channel_id = 'STORE'
)
"""


def test_somebody_shows_all_four_traces_visit_friendship_receipt_and_form(built: world.Summary) -> None:
    [(found,)] = bulk.rows(_ALL_FOUR)
    assert found >= 2


def test_all_invariants_of_commerce_hold(built: world.Summary) -> None:
    assert queries.broken(NOW) == []


# Each board has something to do, and something that was done.
_WORK = {
    "fulfilment_fulfilment": {"planned", "picking", "ready", "collected", "delivered"},
    "fulfilment_goodsreturn": {"requested", "approved", "received", "resolved"},
    "fulfilment_tryonhold": {"requested", "ready"},
    "stock_transfer": {"ready", "in_transit", "partly_received", "received"},
    "stock_countround": {"counting", "review", "posted"},
    "checkout_basket": {"open", "abandoned", "ordered"},
}


@pytest.mark.parametrize("table", _WORK)
def test_there_is_work_on_every_board(built: world.Summary, table: str) -> None:
    assert _WORK[table] - {state for (state,) in bulk.rows(f"SELECT DISTINCT state FROM {table}")} == set()


def test_the_last_weeks_were_lived_through_the_real_actions(built: world.Summary) -> None:
    placed = Order.objects.exclude(key=None)
    assert placed.filter(placed_at__lt=living.begins(NOW)).count() == 0
    assert placed.filter(location=None, channel_id="EC").exists()
    assert placed.filter(channel_id="STORE").exists()
    open_shifts = Shift.objects.filter(closed_at=None)
    assert sorted(open_shifts.values_list("location__code", flat=True)) == ["KICHIJOJI", "SHIBUYA", "YOKOHAMA"]
    assert Shift.objects.exclude(closed_at=None).count() > 0
    # Whoever earned on the site spends in the shop, and the other way round.
    spent = placed.filter(points_used__gt=0)
    assert set(spent.values_list("channel_id", flat=True)) == {"EC", "STORE"}


def test_what_a_kill_interrupted_is_not_lived_twice(built: world.Summary, drawn: World) -> None:
    before = (Order.objects.count(), Return.objects.count(), Movement.objects.count(), StockLevel.objects.count())
    living.live(drawn, _nodes(drawn))
    after = (Order.objects.count(), Return.objects.count(), Movement.objects.count(), StockLevel.objects.count())
    assert (after, queries.broken(NOW)) == (before, [])


def _nodes(drawn: World) -> dict[int, Any]:
    """Give the node of each membership (person x 4 + kind), as the register knows it."""
    known = dict(Node.objects.values_list("value", "id"))
    opened = np.flatnonzero(drawn.memberships.opened.ravel() >= 0).tolist()
    keys = {n: records.own_key(drawn, *divmod(n, 4)) for n in opened}
    return {n: known[key.value] for n, key in keys.items() if key.value in known}


def test_what_the_measures_brought_is_found_in_the_database(built: world.Summary, drawn: World) -> None:
    del built
    effects = trials.true_effects(
        trials=drawn.trials,
        purchases=drawn.purchases,
        amounts=drawn.baskets.goods_total,
        cancelled=drawn.baskets.cancelled,
    )
    for design in trials.DESIGNS:
        one = insight.experiment_of(design.key)
        [found] = insight.effect_of(one, now=NOW, windows=[design.window], measures=["sales"])
        assert found.difference is not None
        assert found.difference.low <= effects[design.key] <= found.difference.high
        assert (one.ended_at is None) == (design.runs_days > 0)


TOLD = (*letters.LETTERS, letters.RUNNING, letters.HELD)


def test_four_scenarios_live_and_every_letter_is_told_once(built: world.Summary) -> None:
    live = dict.fromkeys((f"demo:{code}" for code in scenarios.TAKEN_OVER), "live")
    told = dict.fromkeys((f"demo:{one.code}" for one in TOLD), "closing")
    assert dict(Journey.objects.values_list("key", "state")) == live | told
    assert set(Journey.objects.filter(key__in=told).values_list("version", flat=True)) == {1}


def test_scenarios_were_led_on_day_by_day_in_the_last_weeks(built: world.Summary) -> None:
    runs = Enrolment.objects.filter(journey__key="demo:birthday")
    assert (runs.filter(ended_at=None).exists(), runs.filter(outcome="end").exists()) == (True, True)
    led = Enrolment.objects.filter(journey__key__in=[f"demo:{code}" for code in scenarios.TAKEN_OVER])
    assert not led.exclude(entered_at__range=(living.begins(NOW), NOW)).exists()


def test_letters_went_in_the_morning_and_scenarios_when_the_worker_came_by(built: world.Summary) -> None:
    sent = Message.objects.filter(state="sent", campaign__startswith="journey:")
    letter = sent.filter(template_version__template__key__in=[f"demo:{one.code}" for one in TOLD])
    led = sent.exclude(pk__in=letter.values("pk"))
    assert {at.astimezone(ZONE).hour for at in letter.values_list("sent_at", flat=True) if at} == {11}
    assert {at.astimezone(ZONE).hour for at in led.values_list("sent_at", flat=True) if at} - {11, 19, 15} == set()


def test_one_word_written_back_ends_texts_there_and_nowhere_else(built: world.Summary) -> None:
    went = Message.objects.filter(channel="sms", state="sent")
    first = went.order_by("sent_at", "node__seq").first()
    assert first is not None
    mine = Message.objects.filter(node=first.node, template_version__template__key="demo:sms2")
    # One in ten of a list is drawn by lot to hear nothing of it: then nothing was ever meant for whoever wrote back.
    is_apart = Enrolment.objects.get(journey__key="demo:sms2", node=first.node).arm == "control"
    assert list(mine.values_list("state", "reason")) == ([] if is_apart else [("dropped", "suppressed")])
    assert Suppression.objects.filter(channel="sms", lifted_at=None).count() == 1
    assert (went.filter(cost__gt=0).count(), went.filter(template_version__template__key="demo:sms2").exists()) == (
        went.count(), True,
    )  # fmt: skip


def test_a_complaint_and_a_stopped_channel_hold_messages_back_and_say_so(built: world.Summary) -> None:
    [quiet] = Pause.objects.filter(ended_at=None)
    held = Message.objects.filter(state="held", reason="complaint")
    people = dict(NodePerson.objects.values_list("node_id", "person_id"))
    assert {people[node] for node in held.values_list("node_id", flat=True)} == {people[quiet.node_id]}
    waits = Message.objects.filter(template_version__template__key="demo:push2", state="held")
    [(channel, why)] = Pool.objects.exclude(stopped_at=None).values_list("channel", "stopped_why")
    assert {(one.channel, one.reason, one.decision[-1]["evidence"]) for one in waits} == {(channel, "pool", why)}


def test_the_worker_is_asked_for_the_menus_under_the_chat(built: world.Summary) -> None:
    asked = bulk.rows("SELECT args->>'audience' FROM procrastinate_jobs WHERE task_name = 'console.put_up_menu'")
    assert sorted(audience for (audience,) in asked) == ["all", "members"]


def test_something_waits_to_be_said_to_members_on_the_site_and_at_the_till(built: world.Summary) -> None:
    waiting = Message.objects.filter(campaign="demo:fitting")
    assert waiting.count() == 40
    assert set(waiting.filter(reason="to_show").values_list("state", "channel")) == {("held", "site")}
