# SPDX-License-Identifier: Apache-2.0
"""Mail on the wire: every word arrives as it was written, and a server that hears three commands at once is understood."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.channels.email import relay, writing
from omotenashi.engagement.messaging.ports import Letter
from omotenashi.engagement.messaging.tests.world import Sink

NOW = datetime(2026, 5, 1, 3, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" 𠮷葛󠄀🎁👨‍👩‍👧ｱ."), max_size=200)


def _letter(address: str = "hanako@mail.example", **said: str) -> Letter:
    words: dict[str, Any] = {
        "subject": "春",
        "text": "春です\n",
        "html": "<p>春です</p>",
        "sender_name": "花店",
        **said,
    }
    return Letter(message_id=new_id(), address=address, short="", headers={}, **words)


def _read(letter: Letter) -> EmailMessage:
    headers, body = writing.write(letter, sender="news@hana.example", now=NOW)
    return message_from_bytes(writing.head(headers) + body, policy=default)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_every_word_arrives_as_it_was_written(subject: str, text: str) -> None:
    mail = _read(_letter(subject=subject, text=text, html=f"<p>{text}</p>"))
    parts = [part.get_content() for part in mail.iter_parts()]
    assert (" ".join(str(mail["Subject"]).split()), parts) == (" ".join(subject.split()), [text, f"<p>{text}</p>"])


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_no_line_is_too_long_or_begins_with_a_dot(subject: str, text: str) -> None:
    headers, body = writing.write(_letter(subject=subject, text=f".{text}"), sender="news@hana.example", now=NOW)
    lines = (writing.head(headers) + body).split(b"\r\n")
    assert [line for line in lines if len(line) > 98 or line.startswith(b".") or b"\n" in line] == []


class _Quick(Sink):
    """A server that hears three commands at once, and remembers how it was spoken to."""

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's names
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]


@contextmanager
def _server(sink: Sink) -> Iterator[relay.Relay]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Controller(sink, hostname="127.0.0.1", port=port)
    running.start()
    try:
        yield relay.Relay(options={"host": "127.0.0.1", "port": port}, sender="news@hana.example", signer=None)
    finally:
        running.stop()


def _states(server: relay.Relay, letters: Sequence[Letter]) -> list[tuple[str, str]]:
    return [(one.state, one.suppress) for one in server.hand_over(letters, now=NOW)]


@pytest.mark.parametrize("kind", [_Quick, Sink])
def test_one_that_is_refused_does_not_hinder_the_next(kind: type[Sink]) -> None:
    sink = kind()
    sink.answers = {"gone@mail.example": "550 5.1.1 nobody here", "full@mail.example": "452 4.2.2 full"}
    names = ["a@mail.example", "gone@mail.example", "b@mail.example", "full@mail.example", "c@mail.example"]
    with _server(sink) as server:
        said = _states(server, [_letter(name) for name in names])
    assert said == [("sent", ""), ("refused", "unknown_user"), ("sent", ""), ("deferred", ""), ("sent", "")]
    assert sink.to == ["a@mail.example", "b@mail.example", "c@mail.example"]


@pytest.mark.parametrize("kind", [_Quick, Sink])
def test_an_address_cannot_say_a_command_of_its_own(kind: type[Sink]) -> None:
    sink = kind()
    evil = ["a@mail.example>\r\nRCPT TO:<b@mail.example", "春@mail.example", "a b@mail.example", ""]
    with _server(sink) as server:
        said = _states(server, [*(_letter(name) for name in evil), _letter()])
    assert (said, sink.to) == ([("refused", "")] * 4 + [("sent", "")], ["hanako@mail.example"])
