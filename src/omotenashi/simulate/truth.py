# SPDX-License-Identifier: Apache-2.0
"""Keep what is true beside the database, in the home's `truth/`: later work is checked against it, nothing reads it.

people.parquet: one row a person with the parameters of the purchase process and the moment of being lost.
browsers.parquet: anonymous id of a browser, account of the site → true person; a browser that two share stands twice.
keys.parquet: identifier as stored → true person; a number shared or mistyped stands once for each person.
world.json: seed, moment, size, global parameters, and whether the world was finished.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from omotenashi.base.text import phone
from omotenashi.simulate import baskets, evidence, parameters, records
from omotenashi.simulate.devices import draw_devices
from omotenashi.simulate.draws import Ints
from omotenashi.simulate.forms import draw_inquiries
from omotenashi.simulate.identities import member_no_of
from omotenashi.simulate.model import World
from omotenashi.simulate.numbers import order_numbers
from omotenashi.simulate.parameters import CHANNELS, EC, NOBODY, SHOPS, STORE
from omotenashi.simulate.purchases import MEDIA

_BATCH = 20_000
_MOMENT = pa.timestamp("s", tz="UTC")
_KEYS = pa.schema(
    [("type", pa.string()), ("value", pa.string()), ("person", pa.int64()), ("source", pa.string()), ("since", _MOMENT)]
)

_BROWSERS = pa.schema([("type", pa.string()), ("value", pa.string()), ("person", pa.int64()), ("shared", pa.bool_())])


def write(world: World, *, folder: Path) -> None:
    """Write people.parquet, keys.parquet and browsers.parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(people_table(world), folder / "people.parquet")
    pq.write_table(browsers_table(world), folder / "browsers.parquet")
    with pq.ParquetWriter(folder / "keys.parquet", _KEYS) as target:
        for rows in _key_rows(world):
            target.write_table(pa.Table.from_pylist(rows, schema=_KEYS))


def people_table(world: World) -> pa.Table:
    """Give one row a person. Rates are purchases per day of mean trade; `spend` multiplies a basket; moments are UTC."""
    people, histories = world.people, world.histories
    known = world.purchases.person >= 0
    columns: dict[str, Any] = {
        "person": np.arange(len(people)),
        "segment": _named([s.name for s in parameters.SEGMENTS], people.segment),
        "rate": people.rate,
        "dropout": people.dropout,
        "spend": people.spend,
        "price_tier": baskets.tier_of(people.spend),
        **{f"prefers_{code}": people.preference[:, place] for place, code in enumerate(CHANNELS)},
        "home_shop": _named(list(SHOPS), people.home_shop),
        "first_medium": _named(list(MEDIA), histories.first_medium),
        "arrived_at": _moments(world.memberships.opened),
        "lost_at": pa.array(histories.lost_at, mask=histories.lost_at == NOBODY).cast(_MOMENT),
        "purchases": np.bincount(world.purchases.person[known], minlength=len(people)),
        "family_of": pa.array(world.identities.family_of, mask=world.identities.family_of == NOBODY),
    }
    return pa.table(columns)


def browsers_table(world: World) -> pa.Table:
    """Give who sits behind each anonymous id, a row for each of two who share one, and the account of the site.

    Many never say who they are, so not all of these keys reach the database, and not all can be joined.
    """
    rows = [
        {"type": kind, "value": value, "person": person, "shared": shared}
        for person, mine in enumerate(draw_devices(world))
        for kind, value, shared in (
            *(("anonymous_id", device.anonymous_id, device.shared) for device in mine),
            *([("user_id", member_no_of(person), False)] if mine and world.memberships.opened[person, EC] >= 0 else []),
        )
    ]
    return pa.Table.from_pylist(rows, schema=_BROWSERS)


def note_state(world: World, *, folder: Path, finished_at: datetime | None, counts: dict[str, int]) -> None:
    """Write world.json; without `finished_at` the world is under way, and the next start takes it up."""
    state = {
        "customers": len(world.people),
        "seed": world.seed,
        "now": world.now.isoformat(),
        "finished_at": finished_at and finished_at.isoformat(),
        "counts": counts,
        "parameters": asdict(world.parameters),
        "segments": [asdict(s) for s in parameters.SEGMENTS],
        "first_media": {code: [asdict(m) for m in media] for code, media in zip(CHANNELS, parameters.FIRST_MEDIA, strict=True)},
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / "world.json.draft"
    draft.write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(folder / "world.json")


def read_state(*, folder: Path) -> dict[str, Any] | None:
    """Give what world.json says, or None when there is no world in this home."""
    path = folder / "world.json"
    if not path.is_file():
        return None
    state: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return state


def _key_rows(world: World) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(world.people), _BATCH):
        yield [
            {
                "type": key.type,
                "value": phone.e164(key.value) if key.type == "phone" else key.value,
                "person": entry.person,
                "source": entry.source,
                "since": entry.record.observed_at,
            }
            for person in range(start, min(start + _BATCH, len(world.people)))
            for kind in np.flatnonzero(world.memberships.opened[person] != NOBODY).tolist()
            for entry in (records.membership_entry(world, person, kind),)
            for key in entry.record.identifiers
        ]
    yield _evidence_rows(world)
    yield _form_rows(world)
    yield _receipt_rows(world)


def _evidence_rows(world: World) -> list[dict[str, Any]]:
    """Give what later purchases showed."""
    return [
        {
            "type": key.type,
            "value": phone.e164(key.value) if key.type == "phone" else key.value,
            "person": one.entry.person,
            "source": one.entry.source,
            "since": one.entry.record.observed_at,
        }
        for key, one in evidence.keys(world)
    ]


def _form_rows(world: World) -> list[dict[str, Any]]:
    """Give what people wrote of themselves into the form of the site."""
    return [
        {"type": kind, "value": value, "person": asked.person, "source": "form", "since": asked.at}
        for asked in draw_inquiries(world, draw_devices(world))
        for kind, value in (("email", asked.email), ("phone", phone.e164(asked.phone) if asked.phone else None))
        if value
    ]


def _receipt_rows(world: World) -> list[dict[str, Any]]:
    """Give the receipts that name nobody although a member bought: the card was at home."""
    bought = world.purchases
    numbers = order_numbers(bought)
    return [
        {
            "type": "receipt",
            "value": f"{records.SOURCES[STORE]}:{numbers[place]}",
            "person": int(bought.person[place]),
            "source": records.SOURCES[STORE],
            "since": int(bought.at[place]),
        }
        for place in np.flatnonzero(bought.anonymous & (bought.person != NOBODY)).tolist()
    ]


def _named(names: list[str], places: Ints) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(names)).cast(pa.string())


def _moments(opened: Ints) -> pa.Array:
    first = np.where(opened == NOBODY, np.iinfo(np.int64).max, opened).min(axis=1)
    return pa.array(first).cast(_MOMENT)
