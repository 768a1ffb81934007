# SPDX-License-Identifier: Apache-2.0
"""Lines of orders and returns as a source says them: one as a record, many as columns, and what they add up to.

Files bring lines by the million; as columns they are keyed, summed and stored without an object each.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

SCHEMA = pa.schema(
    {
        "owner": pa.int32(), "key": pa.string(), "sku": pa.string(), "name": pa.string(), "kind": pa.string(), "quantity": pa.int64(),
        "unit_price": pa.decimal128(18, 4), "amount": pa.int64(), "discount": pa.int64(), "coupon": pa.int64(),
        "tax_rate": pa.int64(), "cost": pa.int64(),
    }
)  # fmt: skip
_WORDS = [name for name in SCHEMA.names if name not in ("owner", "key")]
_FINEST = Decimal("0.0001")


class LineRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line as a source says it. `amount` is after the line's discounts, tax included, in minor units.

    Without a `key` of the source, the content and its occurrence are the key, so that the order of rows says nothing.
    """

    sku: str
    name: str = ""
    kind: str = "goods"
    quantity: int
    unit_price: Decimal
    amount: int
    discount: int = 0
    coupon: int = 0
    tax_rate: int = 10
    cost: int = 0
    key: str = ""


@dataclass(slots=True)
class Added:
    """What the lines of one owner come to, and what they say: a text for each line, equal for equal words."""

    by_rate: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    discount: int = 0
    coupon: int = 0
    cost: int = 0
    said: list[str] = field(default_factory=list)


def columns(lines: Sequence[Sequence[LineRecord] | None]) -> pa.Table:
    """Give the lines of many owners as columns of SCHEMA; `owner` is the place in the sequence."""
    flat = [(n, line) for n, own in enumerate(lines) for line in own or ()]
    told = {name: [getattr(line, name) for _, line in flat] for name in SCHEMA.names if name != "owner"}
    told["unit_price"] = [price.quantize(_FINEST, ROUND_HALF_UP) for price in told["unit_price"]]
    return pa.table({"owner": [n for n, _ in flat], **told}, schema=SCHEMA)


def keyed(lines: pa.Table) -> pa.Table:
    """Give every line its key: the source's, or a digest of its content with the number of its occurrence.

    Takes columns of SCHEMA; gives them with `said`, a short text that is equal for equal words.
    """
    words = pc.binary_join_element_wise(*(pc.cast(lines[name], pa.string()) for name in _WORDS), "|")
    seen: dict[tuple[int, str], int] = {}
    keys, said = [], []
    told = (lines["owner"].to_pylist(), lines["key"].to_pylist(), pc.cast(words, pa.binary()).to_pylist())
    for owner, key, text in zip(*told, strict=True):
        digest = blake2b(text, digest_size=9).hexdigest()
        if key:
            said.append(f"{key}|{digest}")
        else:
            count = seen[owner, digest] = seen.get((owner, digest), 0) + 1
            key = f"{digest}.{count}"  # noqa: PLW2901 - the key of a line without one
            said.append(key)
        keys.append(key)
    return lines.set_column(1, "key", pa.array(keys, pa.string())).append_column("said", pa.array(said, pa.string()))


def added(lines: pa.Table, *, owners: int) -> list[Added]:
    """Add up keyed lines for each of so many owners."""
    result = [Added() for _ in range(owners)]
    parts = [lines[name].to_pylist() for name in ("owner", "tax_rate", "amount", "discount", "coupon", "cost", "said")]
    for owner, rate, amount, discount, coupon, cost, text in zip(*parts, strict=True):
        own = result[owner]
        own.by_rate[rate] += amount
        own.discount += discount
        own.coupon += coupon
        own.cost += cost
        own.said.append(text)
    return result
