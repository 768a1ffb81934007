# SPDX-License-Identifier: Apache-2.0
"""Questions compiled once: building an expression and writing its SQL costs more than running it.

The SQL of a question names our views, never files, so it stays the same from one version of the lake to
the next. Tables in memory have names of their own and are asked the plain way.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields
from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from omotenashi.insight.lake.tables import Tables, rows

MOST = 400


@dataclass(frozen=True)
class Plan:
    """The SQL of a question and the types of its answer."""

    sql: str
    schema: pa.Schema


_kept: OrderedDict[Hashable, Plan] = OrderedDict()
_lock = threading.Lock()


def fetch(tables: Tables, key: Hashable, make: Callable[[], ir.Table]) -> pa.Table:
    """The rows of the expression that ``make`` builds. ``key`` names the question with all its parameters."""
    backend = _backend(tables)
    if backend is None:
        return make().to_pyarrow()
    # Each engine has an SQL of its own.
    key = (backend.name, key)
    plan = _known(key)
    if plan is None:
        expression = make()
        plan = Plan(str(backend.compile(expression)), expression.schema().to_pyarrow())
        _keep(key, plan)
    return rows(backend, plan.sql).cast(plan.schema)


def _backend(tables: Tables) -> Any:
    """The engine, when every table is one of its views."""
    held = [getattr(tables, one.name) for one in fields(tables)]
    if all(one is not None and isinstance(one.op(), ops.DatabaseTable) for one in held):
        return tables.orders.get_backend()
    return None


def _known(key: Hashable) -> Plan | None:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _keep(key: Hashable, plan: Plan) -> None:
    with _lock:
        _kept[key] = plan
        while len(_kept) > MOST:
            _kept.popitem(last=False)
