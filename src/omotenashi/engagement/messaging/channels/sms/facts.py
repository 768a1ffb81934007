# SPDX-License-Identifier: Apache-2.0
"""What the company's answers and news mean. https://www.twilio.com/docs/api/errors, /docs/usage/security"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import phonenumbers

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.channels.sms.client import Answer
from omotenashi.engagement.messaging.ports import Outcome, Told

# Nobody can be reached there: no number, no mobile phone, no longer in use.
_NOBODY = frozenset({21211, 21214, 21217, 21614, 30005, 30006})
_STOPPED = 21610
_MOBILE = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})
# 060 is new and not in every table yet.
_JAPAN, _JAPANS_MOBILE = 81, frozenset({"60", "70", "80", "90"})
_BUSY = frozenset({20429, 14107, 63038})
_BACK = frozenset({"failed", "undelivered"})


def outcome(message_id: UUID, answer: Answer, *, cost: int) -> Outcome:
    """Say what became of a message."""
    code = int(answer.said.get("code") or answer.said.get("error_code") or 0)
    error = f"{answer.status} {code} {answer.said.get('message') or answer.said.get('error_message') or ''}".strip()
    if answer.status in (200, 201) and not code:
        return Outcome(message_id, ports.SENT, str(answer.said.get("sid", "")), cost=cost)
    if code == _STOPPED:
        return Outcome(message_id, ports.REFUSED, error=error, suppress="unsubscribed")
    if code in _NOBODY:
        return Outcome(message_id, ports.REFUSED, error=error, suppress="unknown_user")
    if answer.status >= 500:
        return Outcome(message_id, ports.UNKNOWN, error=error)
    if answer.status in (401, 403, 429) or code in _BUSY:
        return Outcome(message_id, ports.DEFERRED, error=error)
    return Outcome(message_id, ports.REFUSED, error=error)


def is_mobile(number: str) -> bool:
    """Say whether a number is one of a mobile phone; a landline takes no texts and costs all the same."""
    try:
        known = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    kind = phonenumbers.number_type(known)
    return kind in _MOBILE or (known.country_code == _JAPAN and str(known.national_number)[:2] in _JAPANS_MOBILE)


def sign(where: str, form: Mapping[str, str], token: str) -> str:
    """Sign a form as the company does: the address it is posted to and every field, in their order."""
    text = where + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


def key_of(form: Mapping[str, str]) -> str:
    """Give what makes news count once."""
    return f"{form.get('MessageSid', '')}:{form.get('MessageStatus') or 'received'}"[:200]


def told(form: Mapping[str, str], *, at: datetime) -> Told:
    """Read news of a text that we sent, or a text that somebody sent us. Raises Unreadable."""
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not sid:
        raise ports.Unreadable("MessageSid")
    if status:
        kind = "delivered" if status == "delivered" else "bounced" if status in _BACK else f"status {status}"
        return Told(sid, kind, form.get("To", ""), at, text=form.get("ErrorCode", ""))
    return Told(sid, "message", form.get("From", ""), at, text=form.get("Body", "")[:1_000])
