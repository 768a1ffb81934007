# SPDX-License-Identifier: Apache-2.0
"""Welcome whoever followed us: a reply, which costs nothing, while its token lives. Too late it is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext, override

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.queries import quotas
from omotenashi.engagement.messaging.queries.saying import LANGUAGE
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.places.locations import queries as places

# LINE says nothing of how long; others saw 25 to 30 seconds.
_FRESH = timedelta(seconds=25)


@dataclass(frozen=True, slots=True)
class Welcome:
    """That somebody followed us just now, and the token with which one may answer."""

    reply_token: str
    at: datetime
    is_return: bool = False


def welcome(welcomes: Sequence[Welcome], *, now: datetime) -> int:
    """Answer those who can still be answered; say how many were. Runs outside of a transaction."""
    fresh = [one for one in welcomes if now - one.at <= _FRESH]
    if not fresh:
        return 0
    line, done = ports.listening("line"), 0
    for one in fresh:
        try:
            done += line.reply(one.reply_token, _words(one))
        except ports.Unreachable:
            # A reply has no key: said again it might come twice.
            continue
    return done


def _words(said: Welcome) -> str:
    house, origin = places.retailer().name, policy().origin
    if own := quotas.welcome_of("line"):
        return own
    with override(LANGUAGE):
        hello = gettext("Welcome back to %(house)s!") if said.is_return else gettext("Thank you for adding %(house)s!")
        lines = [hello % {"house": house}, gettext("News and offers come to you here. To stop them, just block us.")]
        if origin:
            lines.append(gettext("Your member card: %(page)s") % {"page": origin + reverse("portal:link")})
    return "\n".join(lines)
