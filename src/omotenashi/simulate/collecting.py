# SPDX-License-Identifier: Apache-2.0
"""Carry in what people did on the site, on LINE and in shops, through the door that real tags and servers use."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.base import clock
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.actions import EntryRecord
from omotenashi.people.timeline.models import Source
from omotenashi.simulate import friends, wire
from omotenashi.simulate.devices import Devices, draw_devices
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import CHANNELS, LINE
from omotenashi.simulate.trade_year import moment

_SIGN_SOURCES = {friends.ADDED: "line", friends.VISITED: "sensor"}


@dataclass(slots=True)
class Collector:
    """Ingests in the order of time. `nodes` is filled by the register beforehand."""

    world: World
    nodes: Mapping[int, UUID]
    devices: Devices = field(init=False)
    _sources: dict[str, Source] = field(init=False)
    _items: list[tuple[int, str, dict[str, Any]]] = field(init=False)
    _signs: list[friends.Sign] = field(init=False)
    _item: int = 0
    _sign: int = 0

    def __post_init__(self) -> None:
        self.devices = draw_devices(self.world)
        told = wire.Wire(self.world).items(wire.happened(self.world, self.devices))
        self._items = sorted(told, key=lambda one: one[0])
        self._signs = friends.draw_signs(self.world)
        self._sources = _sources(now=self.world.now)

    def advance(self, *, until: int, now: datetime) -> int:
        """Ingest what happened before `until` and was not yet; give the number of entries."""
        return self._ingest(until, now=now) + self._append(until, now=now)

    def settle(self) -> None:
        """Let the reader of identities come to the end: logins and forms join browsers and people."""
        while timeline.read_identities(now=clock.now()):
            pass

    def _ingest(self, until: int, *, now: datetime) -> int:
        by_source: dict[str, list[dict[str, Any]]] = defaultdict(list)
        while self._item < len(self._items) and self._items[self._item][0] < until:
            _at, source, item = self._items[self._item]
            by_source[source].append(item)
            self._item += 1
        return sum(
            timeline.ingest(items, source=self._sources[source], now=now).written
            for source, items in by_source.items()
        )  # fmt: skip

    def _append(self, until: int, *, now: datetime) -> int:
        by_source: dict[str, list[EntryRecord]] = defaultdict(list)
        while self._sign < len(self._signs) and self._signs[self._sign].at < until:
            sign = self._signs[self._sign]
            record = EntryRecord(
                message_id=f"demo-{self.world.seed}-sign-{self._sign}",
                name=sign.name,
                node_id=self.nodes[sign.person * len(CHANNELS) + LINE],
                at=moment(sign.at),
                props=sign.props,
            )
            by_source[_SIGN_SOURCES[sign.name]].append(record)
            self._sign += 1
        return sum(
            timeline.append(records, source=self._sources[source], now=now) for source, records in by_source.items()
        )


def _sources(*, now: datetime) -> dict[str, Source]:
    """Make the sources of the demo; the key of its site stands in the sample page too."""
    names = {
        wire.WEB: ("web", "オンラインストア"),
        wire.FORM: ("server", "問い合わせフォーム"),
        "line": ("line", "LINE公式アカウント"),
        "sensor": ("sensor", "店舗ビーコン"),
        "app": ("app", "公式アプリ"),
        "server": ("server", "基幹システム"),
        "mail": ("email", "メール配信"),
        "pos": ("pos", "店舗レジ"),
        "phone": ("phone", "電話受注デスク"),
    }
    return {
        code: timeline.create_source(
            kind=kind, name=name, write_key=f"wk_demo_{code}", code=f"demo_{code}", now=now,
            shared_device=kind in ("pos", "phone"),
        )
        for code, (kind, name) in names.items()
    }  # fmt: skip
