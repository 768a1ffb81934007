# SPDX-License-Identifier: Apache-2.0
"""The pixel's `data`: base64url JSON or plain JSON, of one item."""

import base64
import binascii

from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.actions import Body, Malformed
from omotenashi.web.api.collect.bodies import TooLarge


def body(data: str, *, limit: int) -> Body:
    """Open the item that a picture's address holds. Raises Malformed, TooLarge."""
    if len(data) > limit * 2:
        raise TooLarge
    raw = data.encode() if data.lstrip().startswith("{") else _plain(data)
    if len(raw) > limit:
        raise TooLarge
    found = timeline.read_single(raw)
    # A picture that was fetched is the act of a person or of a machine, nobody knows.
    found.context = {"pixel": True}
    return found


def _plain(data: str) -> bytes:
    # `+` of plain base64 became a blank on its way through the address.
    text = data.strip().replace(" ", "-").replace("+", "-").replace("/", "_").rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(str(error)) from None
