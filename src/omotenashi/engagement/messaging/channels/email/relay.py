# SPDX-License-Identifier: Apache-2.0
"""A mail server spoken to over SMTP: one connection for a batch, and an answer of its own for each letter."""

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

_TROUBLE = (smtplib.SMTPException, OSError)
# 5.1.1 and its kind: nobody lives there. Other refusals speak of us or of the letter, not of the address.
_NOBODY = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")
# Carriers take so many letters a connection (docomo).
_MOST_A_CONNECTION = 100


class Relay:
    """One server. `sender` is the address mails come from; `signer` is nothing where the server signs."""

    def __init__(self, *, options: dict[str, Any], sender: str, signer: Signer | None) -> None:
        self.options, self.sender, self.signer = options, sender, signer

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
        """Hand one letter over. Until DATA is answered nothing has been sent; after it only the server knows."""
        headers, body = writing.write(letter, sender=self.sender, now=now)
        if self.signer is not None:
            headers = [self.signer.sign(headers, body), *headers]
        for code, answer in self._envelope(server, letter):
            if not 200 <= code < 300:
                server.rset()
                return _refused(letter, code, answer)
        try:
            code, answer = server.data(writing.head(headers) + body)
        except smtplib.SMTPDataError as refused:
            return _refused(letter, refused.smtp_code, refused.smtp_error)
        except _TROUBLE as failure:
            return Outcome(letter.message_id, ports.UNKNOWN, error=str(failure))
        if 200 <= code < 300:
            domain = self.sender.rpartition("@")[2]
            return Outcome(letter.message_id, ports.SENT, writing.message_id(letter, domain=domain))
        return _refused(letter, code, answer)

    def _envelope(self, server: smtplib.SMTP, letter: Letter) -> Iterator[tuple[int, bytes]]:
        yield server.mail(self.sender)
        yield server.rcpt(letter.address)

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


def _refused(letter: Letter, code: int, answer: Any) -> Outcome:
    said = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    if code < 500:
        return _deferred(letter, f"{code} {said}")
    suppress_for = "unknown_user" if said.startswith(_NOBODY) else ""
    return Outcome(letter.message_id, ports.REFUSED, error=f"{code} {said}", suppress=suppress_for)


def _deferred(letter: Letter, why: object) -> Outcome:
    return Outcome(letter.message_id, ports.DEFERRED, error=str(why))
