# SPDX-License-Identifier: Apache-2.0
"""The addresses of the protocol, each with and without a slash at its end. Nothing here redirects."""

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

_SINGLES: Final = {
    "i": "identify", "t": "track", "p": "page", "a": "alias", "g": "group", "s": "screen",
    "identify": "identify", "track": "track", "page": "page", "alias": "alias", "group": "group", "screen": "screen",
}  # fmt: skip
_SETTINGS: Final = re.compile(r"/v1/projects/([^/]+)/settings")


class Route(NamedTuple):
    """What is behind an address: `batch`, `single`, `pixel`, `settings` or `metrics`; the type of item, the key."""

    kind: str
    type: str = ""
    write_key: str = ""


_TABLE: Final = {
    **{f"/v1/{name}": Route("batch") for name in ("batch", "b", "import")},
    **{f"/v1/{name}": Route("single", type_) for name, type_ in _SINGLES.items()},
    **{f"/v1/pixel/{name}": Route("pixel", name) for name in _SINGLES if len(name) > 1},
    "/v1/m": Route("metrics"),
}


def find(path: str) -> Route | None:
    """Give what is behind an address, or nothing."""
    bare = path.removesuffix("/")
    found = _TABLE.get(bare)
    if found is None and (settings := _SETTINGS.fullmatch(bare)):
        return Route("settings", "", unquote(settings[1]))
    return found
