# SPDX-License-Identifier: Apache-2.0
"""A mail server spoken to over SMTP: one connection for a batch, and an answer of its own for each letter."""

import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.channels.email import writing
from omotenashi.engagement.messaging.channels.email.signing import Signer
from omotenashi.engagement.messaging.ports import Letter, Outcome
from omotenashi.engagement.messaging.queries import pools

_TROUBLE = (smtplib.SMTPException, OSError)
# 5.1.1 and its kind: nobody lives there. Other refusals speak of us or of the letter, not of the address.
_NOBODY = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")
_GO, _REFUSAL = 354, 400
# What stands between < and > without quoting; a mail server would not understand anything else.
_CAN_BE_SAID = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
# Carriers take so many letters a connection (docomo).
_MOST_A_CONNECTION = 100


class Relay:
    """One server. `sender` is the address mails come from, `returns` where they come back to; `signer` is nothing where the
    server signs."""

    def __init__(self, *, options: dict[str, Any], sender: str, signer: Signer | None, returns: str = "") -> None:
        self.options, self.sender, self.signer, self.returns = options, sender, signer, returns

    def hand_over(self, letters: Sequence[Letter], *, now: datetime) -> list[Outcome]:
        """Hand letters over, each once. What was not said at all because there is no line is deferred."""
        outcomes: list[Outcome] = []
        while len(outcomes) < len(letters):
            waiting = letters[len(outcomes) : len(outcomes) + _MOST_A_CONNECTION]
            said: list[Outcome] = []
            try:
                with self._line() as server:
                    for letter in waiting:
                        said.append(self._hand(server, letter, now=now))
                        if said[-1].state == ports.UNKNOWN:
                            # This line is dead; the rest was not spoken of and goes over a new one.
                            break
            except _TROUBLE as failure:
                # No line, or it broke before the letter was named: this one waits, the others are tried anew.
                waits = waiting if not said else waiting[len(said) : len(said) + 1]
                said += [_deferred(letter, failure) for letter in waits]
            outcomes += said
        return outcomes

    def _hand(self, server: smtplib.SMTP, letter: Letter, *, now: datetime) -> Outcome:
        """Hand one letter over. Until it is wholly said nothing has been sent; after that only the server knows."""
        if not _CAN_BE_SAID.fullmatch(letter.address):
            return Outcome(letter.message_id, ports.REFUSED, error="address")
        headers, body = writing.write(letter, sender=self.sender, now=now)
        if self.signer is not None:
            headers = [self.signer.sign(headers, body), *headers]
        # What comes back says by its address of which letter it speaks (VERP).
        back = pools.return_address(letter.message_id, base=self.returns) if self.returns else self.sender
        if (trouble := _named(server, sender=back, reader=letter.address)) is not None:
            return _refused(letter, *trouble)
        try:
            # No line of ours begins with a dot, so none has to be doubled.
            server.send(writing.head(headers) + body + b".\r\n")
            code, answer = server.getreply()
        except _TROUBLE as failure:
            return Outcome(letter.message_id, ports.UNKNOWN, error=str(failure))
        if 200 <= code < 300:
            domain = self.sender.rpartition("@")[2]
            return Outcome(letter.message_id, ports.SENT, writing.message_id(letter, domain=domain))
        return _refused(letter, code, answer)

    @contextmanager
    def _line(self) -> Iterator[smtplib.SMTP]:
        kind = smtplib.SMTP_SSL if self.options.get("use_ssl") else smtplib.SMTP
        server = kind(self.options["host"], self.options["port"], timeout=self.options.get("timeout", 30))
        try:
            server.ehlo()
            if self.options.get("use_tls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if self.options.get("username"):
                server.login(self.options["username"], self.options["password"])
            yield server
        finally:
            with suppress(*_TROUBLE):
                server.quit()


def _named(server: smtplib.SMTP, *, sender: str, reader: str) -> tuple[int, bytes] | None:
    """Name sender and reader and ask to begin; give the first refusal, nothing when the server waits for the letter.

    A server that allows it hears all three at once and answers them in their order (RFC 2920).
    """
    asked = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{reader}>", "DATA")
    if server.has_extn("pipelining"):
        server.send("".join(f"{one}\r\n" for one in asked))
        answers = [server.getreply() for _ in asked]
    else:
        answers = []
        for one in asked:
            answers.append(server.docmd(one))
            if answers[-1][0] >= _REFUSAL:
                break
    refusal = next((answer for answer in answers if answer[0] >= _REFUSAL), None)
    if refusal is not None:
        if answers[-1][0] == _GO:
            # It waits for a letter to nobody: an empty one, which it has to refuse.
            server.send(".\r\n")
            server.getreply()
        server.rset()
    return refusal


def _refused(letter: Letter, code: int, answer: Any) -> Outcome:
    said = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    if code < 500:
        return _deferred(letter, f"{code} {said}")
    suppress_for = "unknown_user" if said.startswith(_NOBODY) else ""
    return Outcome(letter.message_id, ports.REFUSED, error=f"{code} {said}", suppress=suppress_for)


def _deferred(letter: Letter, why: object) -> Outcome:
    return Outcome(letter.message_id, ports.DEFERRED, error=str(why))
