# SPDX-License-Identifier: Apache-2.0
"""A shop that is served by a process of its own, its customers on their own connections, and guards to switch off."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from omotenashi.base import bulk, clock
from omotenashi.base.tests.together import together
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.tests import shop
from omotenashi.people.staff import actions as staff
from tests.sdk.conftest import free_port

_SERVE = "from omotenashi.config.servers import web; web.serve(host='127.0.0.1', port={port})"
# The machine may be busy with anything: patience costs nothing where all goes well.
_PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who speaks to the server."""

    port: int
    secret: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Ask and give the status and the answer; a busy server is asked again with the same words."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        for _try in range(50):
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
            try:
                known = {"Content-Type": "application/json", "Accept-Language": "ja", **names}
                line.request(method, f"/api/shop/v1{path}", None if body is None else json.dumps(body), known)
                answer = line.getresponse()
                said = json.loads(answer.read() or b"null")
            finally:
                line.close()
            if answer.status != 503:
                return answer.status, said
            time.sleep(0.2)
        raise AssertionError("the server stayed busy")

    def sale(self, body: dict[str, Any]) -> tuple[int, Any]:
        """Tell a sale with the key of a till."""
        return self.ask("POST", "/sales", body, Authorization=f"Bearer {self.secret}")

    def buyer(self, token: str, *, key: str = "") -> Callable[[], tuple[int, Any]]:
        """Give somebody who has seen the basket and now orders it."""
        _, seen = self.ask("GET", "/basket", Basket_Token=token)
        body = {"digest": seen["digest"], "buyer": {"name": "山田", "prefecture": ""}}
        own = key or str(uuid4())
        return lambda: self.ask("POST", "/orders", body, Basket_Token=token, Idempotency_Key=own)


@contextmanager
def served() -> Iterator[Caller]:
    """Furnish the shop and serve it from a process of its own."""
    shop.furnish()
    with serving() as (caller, _):
        yield caller


@contextmanager
def serving() -> Iterator[tuple[Caller, subprocess.Popen[bytes]]]:
    """Serve this test's database from a process of its own, with a key for tills."""
    secret = staff.issue_key(name="till", role="headquarters", issued_by=None)[1]
    port = free_port()
    values = connection.settings_dict
    place = f"postgresql://{quote(str(values['USER']))}:{quote(str(values['PASSWORD']))}@/{values['NAME']}"
    address = f"{place}?host={quote(str(values['HOST']), safe='')}&port={values['PORT'] or 5432}"
    environ = {**os.environ, "DATABASE_URL": address, "OMOTENASHI_SECRET": settings.SECRET_KEY}
    server = subprocess.Popen([sys.executable, "-c", _SERVE.format(port=port)], env=environ)  # our own
    try:
        caller = Caller(port, secret)
        _wait_for(caller)
        yield caller, server
    finally:
        server.terminate()
        server.wait(60)


def basket(*wanted: tuple[str, int], coupons: Sequence[str] = ()) -> str:
    """Fill a guest's basket and give its token."""
    opened = checkout.open_basket(channel="EC", now=clock.now())
    for sku, quantity in wanted:
        checkout.put(opened.basket_id, variant_id=shop.variant(sku), quantity=quantity, now=clock.now())
    if coupons:
        checkout.choose_value(opened.basket_id, points=0, coupons=coupons, now=clock.now())
    return opened.token


def at_once(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Let all begin at one moment; whatever went wrong in the test itself is raised."""
    found = together(jobs)
    for each in found:
        if isinstance(each, Exception):
            raise each
    return found


def statuses(found: Sequence[tuple[int, Any]]) -> dict[int, int]:
    """Count the answers."""
    counted: dict[int, int] = {}
    for status, _ in found:
        counted[status] = counted.get(status, 0) + 1
    return counted


def breaches() -> list[Any]:
    """Give what does not hold in commerce now."""
    return queries.broken(clock.now())


def held(sku: str) -> dict[str, tuple[int, int]]:
    """Give per place what lies there and what of it is promised."""
    rows = bulk.rows(
        "SELECT p.code, l.on_hand, l.reserved + l.allocated FROM stock_stocklevel l"
        " JOIN locations_location p ON p.id = l.location_id JOIN catalogue_variant v ON v.id = l.variant_id"
        " WHERE v.sku = %s ORDER BY 1",
        [sku],
    )
    return {code: (on_hand, promised) for code, on_hand, promised in rows}


def refill(sku: str, **quantities: int) -> None:
    """Count a variant anew at some places."""
    shop.fill(*((sku, place, n) for place, n in quantities.items()), key=str(uuid4()))


@contextmanager
def rewritten(function: str, *changes: tuple[str, str]) -> Iterator[None]:
    """Change the text of a function of the database for a while."""
    before = bulk.rows("SELECT pg_get_functiondef(%s::regproc)", [function])[0][0]
    after = before
    for old, new in changes:
        assert old in after, old
        after = after.replace(old, new, 1)
    bulk.run(after.replace("%", "%%"))
    try:
        yield
    finally:
        bulk.run(before.replace("%", "%%"))


@contextmanager
def without(*constraints: tuple[str, str]) -> Iterator[None]:
    """Drop constraints (table, name) for a while; what was written meanwhile is emptied before they come back."""
    said = {
        name: bulk.rows("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])
        for _, name in constraints
    }
    indexes = {
        name: bulk.rows("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name]) for _, name in constraints
    }
    for table, name in constraints:
        bulk.run(f"ALTER TABLE {table} DROP CONSTRAINT {name}" if said[name] else f"DROP INDEX {name}")
    try:
        yield
    finally:
        for table, name in constraints:
            bulk.run(f"TRUNCATE {table} CASCADE")
            made = (
                f"ALTER TABLE {table} ADD CONSTRAINT {name} {said[name][0][0]}" if said[name] else indexes[name][0][0]
            )
            bulk.run(made.replace("%", "%%"))


@contextmanager
def unmoved(table: str, *columns: str, event: str = "UPDATE", instead: str = "OLD.{0}") -> Iterator[None]:
    """Let a table forget every change of some columns: what a guard relies on does not move."""
    name = f"unmoved_{table}"
    kept = " ".join(f"NEW.{column} := {instead.format(column)};" for column in columns)
    bulk.run(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {kept} RETURN NEW; END $$")
    bulk.run(f"CREATE TRIGGER a_{name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    try:
        yield
    finally:
        bulk.run(f"DROP TRIGGER a_{name} ON {table}")
        bulk.run(f"DROP FUNCTION {name}()")


@contextmanager
def all_of(*guards: Any) -> Iterator[None]:
    """Switch several guards off together."""
    with ExitStack() as stack:
        for guard in guards:
            stack.enter_context(guard)
        yield


def node_of(customer: UUID) -> UUID:
    """Give the person of a membership, as the API names customers."""
    return UUID(str(bulk.rows("SELECT person_id FROM customers_nodeperson WHERE node_id = %s", [customer])[0][0]))


def _wait_for(caller: Caller) -> None:
    for _try in range(_PATIENCE * 5):
        try:
            caller.ask("GET", "/basket")
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server does not answer")
