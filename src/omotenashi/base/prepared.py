# SPDX-License-Identifier: Apache-2.0
"""Reads whose SQL Django writes once.

A page that asks fifteen small questions spends more time on writing their SQL than PostgreSQL on answering them.
A `Prepared` read is an ordinary queryset with gaps; it is written at its first use, later only the gaps are filled:

    _NODES = Prepared(lambda: Node.objects.filter(pk=Any("ids")).values_list("pk", "type"))
    _NODES.rows(ids=[…])
"""

from collections.abc import Callable
from typing import Any as Anything

from django.db import connection
from django.db.models import Model, QuerySet, Value

from omotenashi.base import planning


class Gap(Value):
    """A value that is named now and given later; stands where a queryset takes a value."""

    def __init__(self, name: str) -> None:
        super().__init__(None)
        self.name = name

    def as_sql(self, compiler: Anything, connection: Anything) -> tuple[str, tuple[Anything, ...]]:  # noqa: ARG002  # Django's shape
        """Write the gap; it stands among the parameters itself until it is filled."""
        return "%s", (self,)


class Any(Gap):
    """Several values that are given later as a list: `pk=Any("ids")` is true for each of them."""

    def as_sql(self, compiler: Anything, connection: Anything) -> tuple[str, tuple[Anything, ...]]:
        """Write the gap as one array, so that the SQL is the same for one value and for sixty."""
        written, gap = super().as_sql(compiler, connection)
        return f"ANY({written})", gap


class Prepared[M: Model]:
    """A queryset with gaps, whose SQL is written once a process. No `select_related`: ask for the columns instead.

    What is asked with every order or event is asked `often`: PostgreSQL plans it once a connection too.
    """

    def __init__(self, write: Callable[[], QuerySet[M, Anything]], *, often: bool = False) -> None:
        self._write, self._ask = write, planning.ask if often else _ask
        self._written: tuple[type[M], str, tuple[Anything, ...]] | None = None
        self._shape: tuple[list[str], list[tuple[int, Anything]]] | None = None

    def rows(self, **given: object) -> list[tuple[Anything, ...]]:
        """Give the rows as tuples in the order of the queryset's columns, as psycopg gives them: JSON stays text."""
        _model, sql, gaps = self._sql()
        return self._ask(sql, _filled(gaps, given)).rows

    def found(self, **given: object) -> list[M]:
        """Give the rows as instances of the model; columns that the queryset defers stay unread."""
        model, sql, gaps = self._sql()
        rows, columns = self._ask(sql, _filled(gaps, given))
        names, read = self._shape = self._shape or _shape(model, columns)
        if read:
            rows = [_read(row, read) for row in rows]
        return [model.from_db(connection.alias, names, row) for row in rows]

    def _sql(self) -> tuple[type[M], str, tuple[Anything, ...]]:
        if self._written is None:
            asked = self._write()
            sql, parameters = asked.query.sql_with_params()
            self._written = (asked.model, sql, tuple(parameters))
        return self._written


def _ask(sql: str, parameters: list[Anything]) -> planning.Answer:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return planning.Answer(cursor.fetchall(), [each.name for each in cursor.description])


def _filled(gaps: tuple[Anything, ...], given: dict[str, Anything]) -> list[Anything]:
    return [given[gap.name] if isinstance(gap, Gap) else gap for gap in gaps]


def _shape(model: type[Model], columns: list[str]) -> tuple[list[str], list[tuple[int, Anything]]]:
    """Give the attributes that columns fill, and what a field still does to what the database gave (JSON)."""
    fields = {field.column: field for field in model._meta.concrete_fields}  # noqa: SLF001  # Django's documented API
    readers = [(place, getattr(fields[column], "from_db_value", None)) for place, column in enumerate(columns)]
    return [fields[column].attname for column in columns], [one for one in readers if one[1]]


def _read(row: tuple[Anything, ...], readers: list[tuple[int, Anything]]) -> tuple[Anything, ...]:
    values = list(row)
    for place, reader in readers:
        values[place] = reader(values[place], None, connection)
    return tuple(values)
