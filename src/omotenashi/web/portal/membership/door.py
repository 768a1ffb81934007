# SPDX-License-Identifier: Apache-2.0
"""Which LINE stands behind the door: the real one where keys are set, else the stand-in. Nobody else asks for keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from omotenashi.web.portal.membership import keys
from omotenashi.web.portal.membership.line import client
from omotenashi.web.portal.membership.standin import tokens


@dataclass(frozen=True, slots=True)
class Door:
    """A LINE Login channel: its keys, where it asks, and how it gives tokens."""

    channel_id: str
    channel_secret: str
    authorize: str
    exchange: Callable[[Mapping[str, str]], dict[str, Any]]
    redirect_uri: str


def door(request: HttpRequest) -> Door:
    """Give the channel through which members come in."""
    back = request.build_absolute_uri(reverse("portal:line-callback"))
    if keys.is_real():
        return Door(settings.LINE_CHANNEL_ID, settings.LINE_CHANNEL_SECRET, client.AUTHORIZE, client.exchange, back)
    asks = request.build_absolute_uri(reverse("portal:standin-authorize"))
    return Door(tokens.CHANNEL_ID, tokens.channel_secret(), asks, tokens.exchange, back)
