# SPDX-License-Identifier: Apache-2.0
"""Who somebody is, as a text to split by: age group, gender, prefecture, rank, and how we know them; "" where nobody told."""

from datetime import date
from typing import Final

import ibis
import ibis.expr.types as ir

from omotenashi.insight.lake.tables import Tables

MEMBER: Final = "member"
# Properties of a person; a measure may split by more.
OF_PERSON: Final = ("age", "gender", "prefecture", "rank", "member_rank", "standing")


def described(rows: ir.Table, tables: Tables, by: str, *, as_of: date) -> ir.Table:
    """The rows of persons with one property more, as `group`; rows of nobody are unknown.

    A rank is that of the programme of points; ``member_rank`` is what the profile says.
    """
    one = tables.persons
    own = {"age": _age(one, as_of), "rank": one.tier, "member_rank": one["rank"]}
    known = one.select(said="person", group=(own[by] if by in own else one[by]).fill_null(""))
    made = rows.left_join(known, rows.person == known.said).drop("said")
    return made.mutate(group=made.group.fill_null(""))


def _age(persons: ir.Table, as_of: date) -> ir.StringValue:
    years = as_of.year - persons.birth_year
    return (years // 10 * 10).cast("string").lpad(2, "0").fill_null("")


def in_order(made: ir.Table, by: str, most: str) -> ir.Table:
    """Ages in their order, everything else by size; what is unknown comes last."""
    last = (made.group == "").cast("int8")
    return made.order_by(last, "group") if by == "age" else made.order_by(last, ibis.desc(most), "group")
