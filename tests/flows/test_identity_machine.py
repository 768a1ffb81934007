# SPDX-License-Identifier: Apache-2.0
"""Whatever happens in whatever order, the promises of identity hold, and an unmerge leaves nothing behind.

A few dozen steps in every run; `OMOTENASHI_MACHINE=300 pytest …` (`just machine 300`) plays that many longer games.
"""

import contextlib
import os
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from omotenashi.base import bulk
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.actions import PointRecord
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions import ConsentRecord
from omotenashi.people.customers import rules
from omotenashi.people.customers.actions import erasures, links, profiles, sharing
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.models import Edge, MergeLog, Node, NodePerson, NoLink, Person
from omotenashi.people.customers.tests import traces
from omotenashi.people.customers.tests.hana import NOW, customer

pytestmark = pytest.mark.django_db

GAMES = int(os.environ.get("OMOTENASHI_MACHINE", "0"))
KEYS = st.sampled_from(
    ["user_id=1", "user_id=2", "user_id=3", "member_no=M1", "member_no=M2", "email=a@example.com",
     "email=b@example.com", "phone=09011112222", "line_user_id=U1", "external:ec=1", "external:ec=2",
     "anonymous_id=v1", "anonymous_id=v2", "device_id=d1"]
)  # fmt: skip
TOGETHER = st.lists(KEYS, min_size=1, max_size=4, unique=True)
# Two given names and two days of birth, so that some of what is shared contradicts.
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["い", "ろ", "は"]),
        "city": st.sampled_from(["い", "ろ", "は"]),
        "kana": st.sampled_from(["ヤマ イネ", "ヤマ ロク"]),
        "birth_date": st.sampled_from(["1970-05-28", "1999-12-01"]),
    },
)
DAYS = st.integers(0, 40)
MORE = {
    "consent": "SELECT contact_point_id, purpose_id, state, occurred_at FROM consent_consentstate ORDER BY 1, 2",
    "points": "SELECT node_id, available FROM loyalty_wallet ORDER BY node_id",
}


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Give all that a merge and its undoing must leave as it was."""
    return traces.tables() | {name: bulk.rows(sql) for name, sql in MORE.items()}


class Identity(RuleBasedStateMachine):
    """A retailer at work: visits, imports, members of staff who link and part, consents, erasures."""

    def __init__(self) -> None:
        """Begin in a transaction that is undone at the end."""
        super().__init__()
        self.inside = contextlib.ExitStack()
        self.steps = 0
        self.points: dict[UUID, int] = {}

    @initialize()
    def begin(self) -> None:
        """Open the transaction."""
        self.inside.enter_context(transaction.atomic())

    def teardown(self) -> None:
        """Undo everything."""
        if transaction.get_connection().in_atomic_block and self.inside:
            transaction.set_rollback(True)
            self.inside.close()

    @rule(keys=TOGETHER, day=DAYS, fields=FIELDS, shared=st.sampled_from([False] * 7 + [True]))
    def identify(self, keys: list[str], day: int, fields: dict[str, str], shared: bool) -> None:
        """An entry comes in, at any time, from anybody's device."""
        traces.seen_all([traces.asked(*keys, at=NOW + timedelta(days=day), shared=shared)], fields=fields)

    @rule(
        visit=st.sampled_from(["anonymous_id=v1", "anonymous_id=v2"]), user=st.sampled_from(["user_id=1", "user_id=2"])
    )
    def alias(self, visit: str, user: str) -> None:
        """A visitor turns out to be a user."""
        traces.seen(user, visit)

    @rule(records=st.lists(st.tuples(TOGETHER, FIELDS, DAYS), min_size=1, max_size=4), run=st.sampled_from("12"))
    def bring(self, records: list[tuple[list[str], dict[str, str], int]], run: str) -> None:
        """A file is imported."""
        made = [customer(*keys, at=NOW + timedelta(days=day), **fields) for keys, fields, day in records]
        customers.register(made, source="import", now=NOW, cause_id=run)

    @rule(run=st.sampled_from("12"))
    def take_back(self, run: str) -> None:
        """An import is undone."""
        links.retract_cause("import", run, by="hq", now=NOW)

    @rule(one=KEYS, other=KEYS, kind=st.sampled_from(["staff", "suggestion"]))
    def link(self, one: str, other: str, kind: str) -> None:
        """Two keys are linked, by hand or by a suggestion, if nothing forbids it."""
        ends = _nodes(one, other)
        if len(ends) == 2:
            with contextlib.suppress(links.LinkRefused):
                self._link(ends, kind=kind)

    @rule(one=KEYS, other=KEYS)
    def link_and_undo(self, one: str, other: str) -> None:
        """Two keys are linked and parted again: nothing is left of it."""
        ends = _nodes(one, other)
        before = everything()
        if len(ends) == 2:
            try:
                linked = self._link(ends, kind="staff")
            except links.LinkRefused:
                assert everything() == before
                return
            if linked.log_id:
                links.undo(linked.log_id, by="tencho", reason="", now=NOW)
                assert everything() == before

    @rule(place=st.integers(0, 20), back=st.booleans())
    def part(self, place: int, back: bool) -> None:
        """A merge of the log is undone, and perhaps that is undone too."""
        merges = list(MergeLog.objects.filter(kind="merge").order_by("seq").values_list("pk", flat=True))
        if not merges:
            return
        before = everything()
        try:
            parted = links.unmerge(log_id=merges[place % len(merges)], by="tencho", reason="", now=NOW)
        except links.LinkRefused:
            assert everything() == before
            return
        if back and parted.log_ids:
            with contextlib.suppress(links.LinkRefused), transaction.atomic():
                links.undo(parted.log_ids[0], by="tencho", reason="", now=NOW)

    @rule(key=KEYS)
    def take_out(self, key: str) -> None:
        """One key is taken out of its person."""
        with contextlib.suppress(links.LinkRefused):
            links.unmerge(side=_nodes(key), by="tencho", reason="", now=NOW)

    @rule(one=KEYS, other=KEYS, lifted=st.booleans())
    def keep_apart(self, one: str, other: str, lifted: bool) -> None:
        """Two keys are kept apart, or let together again."""
        ends = _nodes(one, other)
        if len(ends) == 2 and lifted:
            links.lift(*ends, by="tencho", reason="", now=NOW)
        elif len(ends) == 2:
            with contextlib.suppress(links.LinkRefused):
                links.keep_apart(*ends, by="tencho", reason="", now=NOW)

    @rule(key=st.sampled_from(["phone=09011112222", "email=a@example.com"]), shared=st.booleans())
    def share(self, key: str, shared: bool) -> None:
        """A family shares a landline or a mail address, or does no more."""
        if shared:
            sharing.share(_nodes(key), by="tencho", reason="household", now=NOW)
        else:
            sharing.unshare(_nodes(key), now=NOW)

    @rule(
        key=st.sampled_from(["email=a@example.com", "phone=09011112222", "line_user_id=U1"]),
        state=st.sampled_from(["granted", "withdrawn"]),
    )
    def consent(self, key: str, state: str) -> None:
        """Somebody says yes or no on an address."""
        self.steps += 1
        consent.record(
            [
                ConsentRecord(
                    node_id=found, purpose="marketing", state=state, source="web",
                    occurred_at=NOW + timedelta(minutes=self.steps), key=f"machine-{self.steps}",
                )
                for found in _nodes(key)
            ]
        )  # fmt: skip

    @rule(key=st.sampled_from(["member_no=M1", "member_no=M2"]))
    def earn(self, key: str) -> None:
        """Somebody earns points on a card."""
        for found in _nodes(key):
            self.steps += 1
            record = PointRecord(node_id=found, amount=10, type="earn", occurred_at=NOW, key=f"machine-{self.steps}")
            loyalty.post([record])
            self.points[found] = self.points.get(found, 0) + 10

    @rule(key=KEYS)
    def erase(self, key: str) -> None:
        """Somebody is erased."""
        for found in NodePerson.objects.filter(node_id__in=_nodes(key)).values_list("person_id", flat=True):
            erasures.erase(found, by="hq", now=NOW)

    @invariant()
    def persons_are_the_components_of_live_edges(self) -> None:
        """P5, and the id, the number, the counts of each."""
        nodes = {node.pk: node for node in Node.objects.all()}
        group = {key: {key} for key in nodes}
        edges = list(Edge.objects.filter(retracted_at=None))
        for edge in edges:
            joined = group[edge.a_id] | group[edge.b_id]
            group |= dict.fromkeys(joined, joined)
        expected = {}
        for keys in {frozenset(keys) for keys in group.values()}:
            oldest = min(keys, key=lambda key: nodes[key].seq)
            if len(keys) > 1 or _is_somebody(nodes[oldest]):
                expected[oldest] = (
                    set(keys),
                    nodes[oldest].seq,
                    len(keys),
                    sum(e.joined and e.a_id in keys for e in edges),
                )
        held: dict[UUID, set[UUID]] = defaultdict(set)
        for node, person in NodePerson.objects.values_list("node_id", "person_id"):
            held[person].add(node)
        persons = {p.pk: (held[p.pk], p.seq, p.node_count, p.merge_count) for p in Person.objects.all()}
        assert persons == expected
        assert not any(nodes[end].shared_since for edge in edges for end in (edge.a_id, edge.b_id))

    @invariant()
    def nobody_is_joined_against_a_no_link_or_over_a_limit(self) -> None:
        """P6."""
        person_of = dict(NodePerson.objects.values_list("node_id", "person_id"))
        for a, b in NoLink.objects.filter(lifted_at=None).values_list("a_id", "b_id"):
            assert person_of.get(a, a) != person_of.get(b, b)
        by_hand = {
            person_of[key]
            for key in Edge.objects.filter(retracted_at=None, cause_kind="staff").values_list("a_id", flat=True)
        }
        held: dict[UUID, Counter[str]] = defaultdict(Counter)
        for node, kind in Node.objects.filter(pk__in=person_of).values_list("pk", "type"):
            held[person_of[node]][kind] += 1
        for person, kinds in held.items():
            over = [
                kind for kind, n in kinds.items() if n > rules.rule_of(kind).limit and not rules.rule_of(kind).window
            ]
            assert person in by_hand or over == []

    @invariant()
    def profiles_are_what_follows_from_the_values(self) -> None:
        """P10: chosen anew, every profile is the same."""
        sql = "SELECT * FROM customers_profile ORDER BY person_id"
        before = bulk.rows(sql)
        persons = list(Person.objects.values_list("pk", flat=True))
        profiles.reconcile(persons, now=NOW)
        assert bulk.rows(sql) == before
        assert {row[0] for row in before} == set(persons)

    @invariant()
    def consents_and_points_stay_where_they_were(self) -> None:
        """P4 and P8: the state is the fold of the ledger, the points are those of the card."""
        newest = "SELECT DISTINCT ON (contact_point_id, purpose_id) contact_point_id, purpose_id, state, occurred_at"
        fold = f"{newest} FROM consent_consententry ORDER BY 1, 2, occurred_at DESC"
        assert bulk.rows(MORE["consent"]) == bulk.rows(f"SELECT * FROM ({fold}) f ORDER BY 1, 2")
        assert dict(bulk.rows(MORE["points"])) == self.points

    @invariant()
    def no_foreign_key_hangs_in_the_air(self) -> None:
        """What is checked at commit is checked now."""
        bulk.run("SET CONSTRAINTS ALL IMMEDIATE")
        bulk.run("SET CONSTRAINTS ALL DEFERRED")

    def _link(self, ends: list[UUID], *, kind: str) -> links.Linked:
        self.steps += 1
        return links.link(*ends, by="tencho", reason="asked", cause_kind=kind, cause_id=f"{self.steps}", now=NOW)


def _nodes(*keys: str) -> list[UUID]:
    wanted = {key: traces.find(key) for key in keys}
    return [found for found in dict.fromkeys(wanted.values()) if found]


def _is_somebody(node: Node) -> bool:
    return rules.rule_of(node.type).names and not node.shared_since and bool(node.causes)


def test_whatever_happens_the_promises_hold() -> None:
    run_state_machine_as_test(
        Identity,
        settings=settings(
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not GAMES,
            max_examples=GAMES or 6,
            stateful_step_count=40 if GAMES else 10,
        ),
    )
