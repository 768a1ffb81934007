# SPDX-License-Identifier: Apache-2.0
"""Bring people in, through the same actions that imports and the till use: registrations, ties, consents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import numpy as np

from omotenashi.base.text.phone import e164
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions import ConsentRecord
from omotenashi.people.customers.actions import identities, registrations
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.customers.models import Node
from omotenashi.simulate import consents, records
from omotenashi.simulate.draws import Ints
from omotenashi.simulate.evidence import Evidence, draw_evidence
from omotenashi.simulate.identities import email_of
from omotenashi.simulate.model import World
from omotenashi.simulate.parameters import CHANNELS, LINE, NOBODY
from omotenashi.simulate.records import Entry
from omotenashi.simulate.trade_year import moment

_STATES = {consents.GRANTED: "granted", consents.DENIED: "denied"}
_PURPOSE = "marketing"


@dataclass(slots=True)
class Register:
    """Registers memberships in the order of time, and remembers the node of each (person x 4 + kind)."""

    world: World
    nodes: dict[int, UUID] = field(default_factory=dict)
    _openings: Ints = field(init=False)
    _ties: Ints = field(init=False)
    _withdrawals: Ints = field(init=False)
    _evidence: list[Evidence] = field(init=False)

    def __post_init__(self) -> None:
        self._openings = _in_time(self.world.memberships.opened.ravel())
        self._ties = _in_time(self.world.memberships.line_tied_at)
        self._evidence = draw_evidence(self.world)
        self._withdrawals = _in_time(self.world.consents.withdrawn_at.ravel())

    def advance(self, *, since: int, until: int) -> tuple[int, int]:
        """Register what was opened, tied or withdrawn from `since` until before `until`; give records and consents."""
        world, now = self.world, moment(until)
        opened = _between(self._openings, world.memberships.opened.ravel(), since, until)
        people, kinds = np.divmod(opened, len(CHANNELS))
        entries = [
            records.membership_entry(world, person, kind)
            for person, kind in zip(people.tolist(), kinds.tolist(), strict=True)
        ]
        tied = _between(self._ties, world.memberships.line_tied_at, since, until)
        entries += [records.tie_entry(world, person) for person in tied.tolist()]
        entries += [one.entry for one in self._evidence if since <= one.at < until]
        _register(entries, now=now)
        keys = {key: records.own_key(world, *divmod(key, len(CHANNELS))) for key in opened.tolist()}
        self.nodes |= _nodes_of(keys)
        return len(entries), self._consent(opened.tolist(), since=since, until=until)

    def _consent(self, opened: Sequence[int], *, since: int, until: int) -> int:
        answers = self.world.consents.answer.ravel()
        withdrawn_at = self.world.consents.withdrawn_at.ravel()
        withdrawn = _between(self._withdrawals, withdrawn_at, since, until).tolist()
        given = [key for key in opened if int(answers[key]) in _STATES]
        reached = self._addresses([*given, *withdrawn])
        start = self.world.memberships.opened.ravel()
        made = [_consent_record(reached[key], key, _STATES[int(answers[key])], moment(start[key])) for key in given]
        made += [_consent_record(reached[key], key, "withdrawn", moment(withdrawn_at[key])) for key in withdrawn]
        return consent.record(made) if made else 0

    def _addresses(self, keys: Sequence[int]) -> dict[int, UUID]:
        """Give the node that a consent hangs on: the LINE account, else the mail address."""
        mails = {
            key: Identifier("email", email_of(self.world.identities, key // len(CHANNELS)))
            for key in keys
            if key % len(CHANNELS) != LINE
        }
        return {key: self.nodes[key] for key in keys if key not in mails} | _nodes_of(mails)


def _register(entries: Iterable[Entry], *, now: datetime) -> None:
    # The order desk first: its orders hang on phone numbers, which others may have learnt later. LINE last: a tie
    # names a number that another source gave out before.
    by_source: dict[str, list[registrations.CustomerRecord]] = {
        source: [] for source in ("phone", "ec", "till", "line")
    }
    for entry in entries:
        by_source[entry.source].append(entry.record)
    for source, batch in by_source.items():
        if batch:
            registrations.register(batch, source=source, now=now)


def _nodes_of(keys: dict[int, Identifier]) -> dict[int, UUID]:
    """Find the nodes of some identifiers by their hash, which has an index; phones are stored as E.164."""
    hashes = {key: identities.hash_of(_stored(identifier)) for key, identifier in keys.items()}
    found = {
        bytes(value): node
        for kind in {identifier.type for identifier in keys.values()}
        for value, node in Node.objects.filter(
            type=kind, spell=0, value_hash__in=[hashes[key] for key, i in keys.items() if i.type == kind]
        ).values_list("value_hash", "id")
    }
    return {key: found[value] for key, value in hashes.items()}


def _stored(identifier: Identifier) -> Identifier:
    if identifier.type != "phone":
        return identifier
    return Identifier(identifier.type, e164(identifier.value) or identifier.value)


def _consent_record(node: UUID, key: int, state: str, at: datetime) -> ConsentRecord:
    source = records.SOURCES[key % len(CHANNELS)]
    return ConsentRecord(
        node_id=node, purpose=_PURPOSE, state=state, source=source, occurred_at=at,
        key=f"simulate:{key}:{state}", proof=f'{{"form": "{source}", "text": "2024-01"}}',
    )  # fmt: skip


def _in_time(moments: Ints) -> Ints:
    """Give the places whose moment is not NOBODY, in the order of time."""
    known = np.flatnonzero(moments != NOBODY)
    return known[np.argsort(moments[known], kind="stable")]


def _between(places: Ints, moments: Ints, since: int, until: int) -> Ints:
    low, high = np.searchsorted(moments[places], (since, until))
    return places[low:high]
