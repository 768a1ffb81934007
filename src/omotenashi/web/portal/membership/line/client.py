# SPDX-License-Identifier: Apache-2.0
"""Talk to LINE: one POST, outside of any transaction."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from omotenashi.web.portal.membership.line.contract import LineRefused

AUTHORIZE = "https://access.line.me/oauth2/v2.1/authorize"
_TOKEN = "https://api.line.me/oauth2/v2.1/token"  # noqa: S105  # an address
_PATIENCE_SECONDS = 10
_LARGEST = 64 * 1024


def exchange(form: Mapping[str, str]) -> dict[str, Any]:
    """Turn an authorization code into tokens. Raises LineRefused when LINE says no or does not answer."""
    asked = Request(_TOKEN, data=urlencode(form).encode(), method="POST")  # a fixed https address
    try:
        with urlopen(asked, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310  # as above
            found: dict[str, Any] = json.loads(answer.read(_LARGEST))
    except (URLError, TimeoutError, ValueError) as failure:
        raise LineRefused(f"token: {failure}") from failure
    return found
