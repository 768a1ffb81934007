# SPDX-License-Identifier: Apache-2.0
"""Which kind of channel a code names, when only the code is known."""

CHANNEL_KINDS = {
    "EC": "web",
    "WEB": "web",
    "STORE": "pos",
    "POS": "pos",
    "APP": "app",
    "LINE": "line",
    "PHONE": "phone",
    "MALL": "market",
    "DM": "post",
}


def channel_kind(code: str) -> str:
    """Give the kind of a channel by its code; an unknown code is taken for a web shop."""
    return CHANNEL_KINDS.get(code.upper(), "web")
