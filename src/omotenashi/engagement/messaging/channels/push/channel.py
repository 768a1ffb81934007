# SPDX-License-Identifier: Apache-2.0
"""Web push as a channel: each browser names the company that reaches it; browsers that there are not, the stand-in."""

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from omotenashi.base import clock
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.channels.push import facts, standin, wrapping
from omotenashi.engagement.messaging.channels.push.client import Lines, Silent, lines
from omotenashi.engagement.messaging.models import PushDevice
from omotenashi.engagement.messaging.ports import Letter, Outcome
from omotenashi.engagement.messaging.queries import devices
from omotenashi.engagement.messaging.rules import browsers, notes

# What it may keep a phone awake for (RFC 8030, 5.3).
_ADVERTISING, _NEWS = "low", "high"
# Of several browsers the best answer counts; what one of them may have is not said again for the others.
_BEST = (ports.SENT, ports.UNKNOWN, ports.DEFERRED, ports.REFUSED)


class Push:
    """Notifications of browsers. They cost nothing; what is not answered is not said again."""

    is_repeatable = False
    gathers = 0

    @property
    def is_simulated(self) -> bool:
        """See ports.Channel: as long as no real browser asked for notifications."""
        return not devices.has_real()

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        """See ports.Channel."""
        known = devices.by_address([letter.address for letter in letters])
        known |= {one.address: _imagined(one.address) for one in letters if one.address.startswith(browsers.STANDIN)}
        signer = wrapping.Signer(devices.keys().private, devices.contact())
        beside = devices.beside({one.message_id: one.address for one in letters}, now=clock.now())
        # The stand-in is asked only where one of its browsers is meant.
        everywhere = [*known.values(), *(one for found in beside.values() for one in found)]
        instead = {browsers.STANDIN: standin.here()} if any(one.is_standin for one in everywhere) else {}
        with lines(instead) as open_lines:
            return [
                _reach(open_lines, letter, known.get(letter.address), beside.get(letter.message_id, ()), signer)
                for letter in letters
            ]

    def stranger(self, name: str) -> str:
        """Give the address of a browser that there is not, for trials of the house."""
        return devices.standin_of(blake2b(name.encode(), digest_size=16).hexdigest()).endpoint


def _imagined(endpoint: str) -> PushDevice:
    given = devices.standin_of(endpoint.rpartition("/")[2])
    return PushDevice(endpoint=given.endpoint, p256dh=given.p256dh, auth=given.auth, is_standin=True)


def _reach(
    open_lines: Lines, letter: Letter, device: PushDevice | None, beside: Sequence[PushDevice], signer: wrapping.Signer
) -> Outcome:
    """Push to every browser of a reader as one message: it went where one of them has it, and those that are gone end."""
    first = _send(open_lines, letter, device, signer)
    rest = [(one, _send(open_lines, letter, one, signer)) for one in beside]
    best = min([first, *(said for _one, said in rest)], key=lambda said: _BEST.index(said.state))
    gone = tuple(one.contact_point_id for one, said in rest if said.suppress)
    return replace(best, suppress=first.suppress, gone=gone)


def _send(open_lines: Lines, letter: Letter, device: PushDevice | None, signer: wrapping.Signer) -> Outcome:
    if device is None:
        return Outcome(letter.message_id, ports.REFUSED, error="no device", suppress="unknown_user")
    if not device.is_standin and not devices.is_service(device.endpoint):
        return Outcome(letter.message_id, ports.REFUSED, error="no push service that we know")
    now = clock.now()
    said = json.dumps({**letter.note, "tag": letter.topic or letter.message_id.hex}, ensure_ascii=False)
    try:
        body = wrapping.seal(said.encode(), endpoint=device.endpoint, p256dh=device.p256dh, auth=device.auth)
    except wrapping.Unsealable as wrong:
        return Outcome(letter.message_id, ports.REFUSED, error=f"keys: {wrong}", suppress="unknown_user")
    headers = {
        "TTL": str(notes.seconds_left(letter.until, now=now)), "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream", "Urgency": _ADVERTISING if letter.note.get("stop") else _NEWS,
        "Authorization": signer.header(device.endpoint, now=now),
        **({"Topic": letter.topic} if letter.topic else {}),
    }  # fmt: skip
    try:
        return facts.outcome(letter.message_id, open_lines.post(device.endpoint, body, headers))
    except Silent as failure:
        return Outcome(letter.message_id, ports.UNKNOWN, error=str(failure))
