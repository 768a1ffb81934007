# SPDX-License-Identifier: Apache-2.0
"""Several tills at once: one human stays one person."""

import threading
import time
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, OperationalError

from omotenashi.base import bulk
from omotenashi.base.tests.together import together
from omotenashi.people.customers.actions import anchors, identities, observations
from omotenashi.people.customers.models import Node
from omotenashi.people.customers.rules import Identifier
from omotenashi.people.customers.tests.hana import NOW, customer, persons, register, tables_agree

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]

KEYS = ("member_no=M1", "email=h@example.com", "phone=09012345678")


def test_the_same_customer_at_four_tills_is_one_person() -> None:
    found = together([lambda: register(customer(*KEYS))] * 4)
    assert sorted(outcome.kind for [outcome] in found) == ["created", "unchanged", "unchanged", "unchanged"]
    assert persons() == [{"member_no=M1", "email=h@example.com", "phone=+819012345678"}]
    assert tables_agree()


def test_overlapping_customers_registered_at_once_become_one_person() -> None:
    pairs = [(KEYS[0], KEYS[1]), (KEYS[1], KEYS[2]), (KEYS[2], KEYS[0])]
    found = together([partial(register, customer(*pair)) for pair in pairs])
    assert [failure for failure in found if isinstance(failure, Exception)] == []
    assert len(persons()) == 1
    assert tables_agree()


def test_without_the_constraint_a_key_is_made_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a unique constraint is what makes one node of four tills."""
    bulk.run("ALTER TABLE customers_node DROP CONSTRAINT customers_one_node_per_value")
    try:
        monkeypatch.setattr(bulk, "run", _without_conflicts(bulk.run))
        together([lambda: register(customer(KEYS[0]))] * 4)
        assert Node.objects.count() > 1
    finally:
        bulk.run("TRUNCATE customers_node CASCADE")
        bulk.run(
            "ALTER TABLE customers_node ADD CONSTRAINT customers_one_node_per_value UNIQUE (type, value_hash, spell)"
        )


def _without_conflicts(run: Any) -> Any:
    def changed(sql: str, parameters: Any = ()) -> Any:
        if sql.startswith("INSERT INTO customers_node "):
            time.sleep(0.2)  # all four have looked, none has committed
            sql = sql.replace(" ON CONFLICT (type, value_hash, spell) DO NOTHING", "")
        return run(sql, parameters)

    return changed


def _chain_of_merges(before: Any = lambda: None) -> list[Any]:
    """Three persons, and two tills that each learn at once that two of them are one."""
    register(customer(KEYS[0]), customer(KEYS[1]), customer(KEYS[2]))
    before()
    return together([lambda: register(customer(KEYS[0], KEYS[1])), lambda: register(customer(KEYS[1], KEYS[2]))])


def test_two_merges_that_share_a_person_give_one_person() -> None:
    found = _chain_of_merges()
    assert [failure for failure in found if isinstance(failure, Exception)] == []
    assert persons() == [{"member_no=M1", "email=h@example.com", "phone=+819012345678"}]
    assert tables_agree()


def test_without_the_locks_the_two_merges_get_in_each_others_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: then one merge works on a person that the other has just ended."""
    both_have_looked = threading.Barrier(2, timeout=30)

    def unlocked(nodes: Any) -> dict[Any, Any]:
        keys = [node.id for node in nodes]
        found = dict(bulk.rows("SELECT node_id, person_id FROM customers_nodeperson WHERE node_id = ANY(%s)", [keys]))
        both_have_looked.wait()
        return found

    found = _chain_of_merges(before=lambda: monkeypatch.setattr(identities, "_locked_persons", unlocked))
    broken = [failure for failure in found if isinstance(failure, IntegrityError | OperationalError)]
    assert broken or not tables_agree()


def test_a_visitor_who_signs_in_twice_at_once_belongs_to_one_person() -> None:
    register(customer(KEYS[0]), customer(KEYS[1]))
    [visit] = [found.node_id for found in anchors.resolve([_visit()], now=NOW) if found]
    found = together([partial(_observe, key, visit) for key in (KEYS[0], KEYS[1])])
    assert [failure for failure in found if isinstance(failure, Exception)] == []
    assert persons() == [{"member_no=M1", "email=h@example.com", "anonymous_id=v"}]
    assert tables_agree()


def _visit() -> anchors.Asked:
    return anchors.Asked((Identifier("anonymous_id", "v"),), NOW)


def _observe(key: str, visit: UUID) -> Any:
    [found] = anchors.resolve([anchors.Asked((Identifier(*key.split("=", 1)),), NOW)], now=NOW)
    assert found is not None
    record = observations.Observed(node_id=found.node_id, source="web", others=(visit,), observed_at=NOW, cause_id=key)
    return observations.observe([record], cause_kind="entry", now=NOW)
