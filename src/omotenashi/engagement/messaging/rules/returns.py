# SPDX-License-Identifier: Apache-2.0
"""What comes back: reports of delivery (RFC 3464) and of complaints (RFC 5965) as they are read, and what they mean.

A status of 5.1.x speaks of the address, x.2.2 of a full mailbox, 5.7.x of us. What says nothing of these is soft.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

HARD, SOFT, LATER, POLICY = "hard", "soft", "later", "policy"
BOUNCED, DELAYED, DELIVERED, COMPLAINED, OTHER = "bounced", "delayed", "delivered", "complained", "other"
# The mark of a message within the address that its returns go to, or its Message-ID.
_MARK = re.compile(rb"[+=]([0-9a-f]{32})\.([a-z2-7]{8})@")
_ID = re.compile(rb"message-id:\s*<([0-9a-f]{32})@", re.IGNORECASE)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_CODE = re.compile(r"^\s*(\d{3})\b")
_NOBODY = re.compile(
    r"user unknown|unknown user|no such user|does not exist|unknown address|mailbox unavailable", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s<>\"'(]+@[^\s<>\"')]+")
_HARD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_ACTIONS = {"failed": BOUNCED, "delayed": DELAYED, "delivered": DELIVERED, "relayed": DELIVERED, "expanded": DELIVERED}
_LONGEST = 300
# So many refusals for what we are within an hour, and so many complaints of what went in a week, stop advertising.
POLICIES, POLICY_HOUR = 5, timedelta(hours=1)
COMPLAINTS, COMPLAINT_WEEK, COMPLAINT_SHARE = 3, timedelta(days=7), 0.003


@dataclass(frozen=True, slots=True)
class Report:
    """One report: what it tells, of which message (empty: of none of ours), with which status and words."""

    kind: str
    message: str
    mark: str
    status: str = ""
    said: str = ""


def read(raw: bytes) -> Report:
    """Read a report; what is no report is `other`."""
    found = message_from_bytes(raw, policy=policy.default)
    message, mark = _whose(raw)
    for part in found.walk():
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            fields = dict(_fields([part]))
            is_complaint = fields.get("feedback-type", "abuse").strip().lower() in ("abuse", "fraud", "opt-out")
            return Report(
                COMPLAINED if is_complaint else OTHER, message, mark, said=fields.get("feedback-type", "abuse")
            )
        if kind == "message/delivery-status":
            return _delivery(part, message, mark)
    return _plain(found, message, mark)


def status_of(text: str) -> str:
    """Give the enhanced status code in an answer of a mail server; of an answer without one, what its number says."""
    found = _STATUS.search(text)
    if found:
        return ".".join(found.groups())
    code = _CODE.match(text)
    if code is None:
        return ""
    return "5.1.1" if code[1].startswith("5") and _NOBODY.search(text) else f"{code[1][0]}.0.0"


def meaning(status: str) -> str:
    """Say whom a status speaks of: the address for good, for now, the way there, or us."""
    if status in _HARD:
        return HARD
    if status.startswith("5.7."):
        return POLICY
    # To be asked to come later is no fault of the mailbox, except that it is full.
    return LATER if status.startswith("4.") and not status.endswith(".2.2") else SOFT


def without_addresses(text: str) -> str:
    """Take addresses out of what a server says: they stand with the contact point, and go with it."""
    return " ".join(_ADDRESS.sub("…", text).split())[:_LONGEST]


def is_refused(times: Sequence[datetime], *, now: datetime) -> bool:
    """Say whether so many refusals speak against us that it is better to stop."""
    return len([one for one in times if one > now - POLICY_HOUR]) >= POLICIES


def is_unwanted(complaints: int, *, sent: int) -> bool:
    """Say whether so many complain that it is better to stop: 0.3 percent, and not one or two of a few."""
    return complaints >= COMPLAINTS and complaints >= sent * COMPLAINT_SHARE


def _whose(raw: bytes) -> tuple[str, str]:
    if found := _MARK.search(raw):
        return found[1].decode(), found[2].decode()
    # The report's own Message-ID stands before that of the letter it carries.
    ids = _ID.findall(raw)
    return (ids[-1].decode(), "") if ids else ("", "")


def _delivery(part: Message, message: str, mark: str) -> Report:
    fields = dict(_fields([part]))
    kind = _ACTIONS.get(fields.get("action", "").split(";")[0].strip().lower(), OTHER)
    said = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("diagnostic-code", "")
    status = status_of(fields.get("status", "")) or status_of(said)
    # Some say 5.0.0 and mean what stands in their words.
    if status in ("5.0.0", "") and (told := status_of(said)):
        status = told
    return Report(kind, message, mark, status, without_addresses(said))


def _plain(found: Message, message: str, mark: str) -> Report:
    """Read a note that only people were meant to read, as some carriers send it."""
    body = found.get_body(("plain",)) if isinstance(found, EmailMessage) else None
    text = str(body.get_content()) if body is not None else ""
    lines = [line.strip() for line in text.splitlines()]
    told = next((line for line in lines if _STATUS.search(line) or re.match(r"5\d\d[ -]", line)), "")
    if not message or not told:
        return Report(OTHER, message, mark)
    return Report(BOUNCED, message, mark, status_of(told), without_addresses(told))


def _fields(parts: Iterable[Message]) -> Iterator[tuple[str, str]]:
    for part in parts:
        payload = part.get_payload()
        blocks = payload if isinstance(payload, list) else [message_from_bytes(str(payload).encode())]
        for block in blocks:
            if isinstance(block, Message):
                yield from ((name.lower(), str(value)) for name, value in block.items())
                inner = block.get_payload()
                if isinstance(inner, str) and ":" in inner:
                    yield from _lines(inner)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, is_field, value = line.partition(":")
        if is_field and name and " " not in name:
            yield name.lower(), value.strip()
