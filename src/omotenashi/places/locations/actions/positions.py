# SPDX-License-Identifier: Apache-2.0
"""Load where postal codes lie, say where a shop stands, and measure how far the one is from the other.

A load replaces the one before in one transaction: whoever asks meanwhile has the old one whole. Distances follow in the
same transaction, by one statement: a shop without a position of its own stands where its postal code lies.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final
from zipfile import BadZipFile, ZipFile

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.base.text import postal
from omotenashi.places.locations.events import ReachMeasured
from omotenashi.places.locations.models import Location, PositionFlaw, PositionLoad
from omotenashi.places.locations.rules import distance, positions
from omotenashi.places.locations.rules.positions import Degrees, Flawed, Read

__all__ = ["File", "NothingToPlace", "lines_of", "load_positions", "measure_reach", "mend_positions", "place_shop"]
_LOCK: Final = "SELECT pg_advisory_xact_lock(7461041)"


class NothingToPlace(ValueError):
    """Not one line could be read, so nothing was replaced."""


@dataclass(frozen=True, slots=True)
class File:
    """A file by its name, and its lines as text."""

    name: str
    lines: Iterable[str]


type Opens = Callable[[], AbstractContextManager[IO[bytes]]]


def lines_of(name: str, content: IO[bytes]) -> Iterator[File]:
    """Give the files of what was handed in: a CSV in UTF-8 or CP932, or a ZIP of some."""
    if not name.casefold().endswith(".zip"):
        yield File(name, _text(content))
        return
    try:
        with ZipFile(content) as packed:
            for inside in sorted(one for one in packed.namelist() if one.casefold().endswith(".csv")):
                with packed.open(inside) as one:
                    yield File(f"{name}: {Path(inside).name}", _text(one))
    except BadZipFile:
        raise positions.UnknownColumns(name) from None


def load_positions(
    files: Iterable[File], *, source: str, by: str, now: datetime, tick: Callable[[int], None] = lambda _lines: None
) -> PositionLoad:
    """Read files and let them replace what was loaded before, all or nothing. Raises UnknownColumns, NothingToPlace."""
    found = Read()
    for one in files:
        positions.read(found, file=one.name, lines=one.lines, tick=tick)
    placed, unknown = _placed(found)
    if not placed:
        raise NothingToPlace(source)
    kind = "towns" if found.towns else "plain"
    with transaction.atomic():
        bulk.rows(_LOCK)
        load = PositionLoad.objects.create(
            source=source, kind=kind, by=by, loaded_at=now, lines=found.lines, codes=len(placed),
            flawed=found.flawed, towns_unknown=unknown,
        )  # fmt: skip
        PositionFlaw.objects.exclude(load=load).delete()
        PositionFlaw.objects.bulk_create(
            [PositionFlaw(load=load, file=one.file, line=one.line, text=one.text, header=one.header, reason=one.reason)
             for one in found.flaws]
        )  # fmt: skip
        bulk.run("DELETE FROM locations_postalposition")
        bulk.copy(_TABLE, _COLUMNS, ((code, *at) for code, at in sorted(placed.items())))
        measure_reach()
    return load


@transaction.atomic
def mend_positions(texts: Mapping[int, str], *, now: datetime) -> tuple[int, int]:
    """Read lines that were put aside again, as they were mended; give how many could be read, and how many not."""
    bulk.rows(_LOCK)
    found, failed = Read(), 0
    for flaw in PositionFlaw.objects.select_for_update().filter(pk__in=texts, mended_at=None):
        flaw.text = texts[flaw.pk].strip()
        try:
            positions.take(found, flaw.text, positions.columns_of(flaw.header))
            flaw.mended_at = now
        except Flawed as error:
            flaw.reason, failed = error.reason, failed + 1
        flaw.save(update_fields=["text", "reason", "mended_at"])
    placed, _unknown = _placed(found)
    if placed:
        _add(placed, anew=not found.towns)
        measure_reach()
    return len(texts) - failed, failed


@transaction.atomic
def place_shop(code: str, *, latitude: float | None, longitude: float | None, zone: str | None = None) -> None:
    """Say where a shop stands; without, it stands where its postal code lies. A zone that is not said stays."""
    bulk.rows(_LOCK)
    Location.objects.filter(code=code).update(
        latitude=latitude, longitude=longitude, **({} if zone is None else {"zone": zone})
    )
    measure_reach(shops=[code])


@transaction.atomic
def measure_reach(*, shops: Sequence[str] | None = None) -> int:
    """Measure how far each postal code lies from each shop, or from some; further than is asked for is not kept."""
    said = {"shops": None if shops is None else list(shops), "most": distance.REACH_KM}
    gone = bulk.run(_FORGET, said)
    made = bulk.run(_MEASURE, said)
    if gone or made:
        publish(ReachMeasured(shops=tuple(sorted(shops or ()))))
    return made


def _placed(found: Read) -> tuple[dict[str, Degrees], int]:
    """Give every postal code that was said or whose town was said its position."""
    said = {code: middle.degrees for code, middle in found.codes.items()}
    if not found.towns:
        return said, 0
    of_towns, unknown = positions.placed(
        ((code, positions.town_of(*town)) for code, *town in postal.codes()), found.towns
    )
    return of_towns | said, unknown


def _add(placed: Mapping[str, Degrees], *, anew: bool) -> None:
    """Add positions; one line of a town does not move what all its other lines said."""
    bulk.stage("_positions", {"postal_code": "text", "latitude": "float8", "longitude": "float8"},
               ((code, *at) for code, at in placed.items()))  # fmt: skip
    change = "DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude" if anew else "DO NOTHING"
    bulk.run(
        "INSERT INTO locations_postalposition (postal_code, latitude, longitude) SELECT * FROM _positions"
        f" ON CONFLICT (postal_code) {change}"
    )


def _text(content: IO[bytes]) -> Iterator[str]:
    """Read UTF-8, or CP932 as the Ministry writes, told by the first lines; a sign that is neither spoils its line alone."""
    head = content.read(65_536)
    content.seek(0)
    try:
        # The cut may go through a letter.
        head[: head.rfind(b"\n") + 1 or None].decode("utf-8")
        code = "utf-8"
    except UnicodeDecodeError:
        code = "cp932"
    for raw in content:
        yield raw.decode(code, "replace").removeprefix("\ufeff")


_TABLE, _COLUMNS = "locations_postalposition", ("postal_code", "latitude", "longitude")
_FORGET = """
DELETE FROM locations_shopreach r USING locations_location l
WHERE r.location_id = l.id AND (%(shops)s::text[] IS NULL OR l.code = ANY(%(shops)s))
"""
# A degree of latitude is 111 km: what lies outside of the band is not measured at all. Within it the meridians draw
# together, so the longitude is left to the formula.
_MEASURE = f"""
INSERT INTO locations_shopreach (postal_code, location_id, km)
SELECT postal_code, id, km FROM (
  SELECT c.postal_code, s.id, {distance.KM.format(a="s", b="c")} AS km
  FROM (
    SELECT l.id, coalesce(l.latitude, o.latitude) AS latitude, coalesce(l.longitude, o.longitude) AS longitude
    FROM locations_location l LEFT JOIN locations_postalposition o ON o.postal_code = l.postal_code
    WHERE l.kind <> 'virtual' AND (%(shops)s::text[] IS NULL OR l.code = ANY(%(shops)s))
  ) s
  JOIN locations_postalposition c ON c.latitude BETWEEN s.latitude - %(most)s / 110.0 AND s.latitude + %(most)s / 110.0
) measured WHERE km <= %(most)s
"""
