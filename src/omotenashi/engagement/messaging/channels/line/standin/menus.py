# SPDX-License-Identifier: Apache-2.0
"""The rich menus of LINE's stand-in: made, given a picture, shown to everybody or to some, taken away; after the published contract."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.channels.line.standin.checks import Said, error, fine, is_user
from omotenashi.engagement.messaging.rules import images

_MOST_MENUS, _MOST_AREAS, _MOST_USERS, _MOST_BYTES = 1_000, 20, 500, 1_000_000
_MISSING = "richmenu not found"
_URI = re.compile(r"https?://|line://|tel:")


@dataclass(slots=True)
class Menus:
    """The menus of one account. `known` says of a menu that another process of this house made it."""

    there: dict[str, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    default: str = ""
    linked: dict[str, str] = field(default_factory=dict)
    known: Callable[[str], bool] | None = None

    def answer(self, method: str, parts: list[str], headers: dict[str, str], body: bytes) -> Said:
        """Answer a call about menus."""
        match (method, *parts):
            case ("POST", "richmenu"):
                return self._make(body)
            case ("POST", "richmenu", "validate"):
                return wrong_menu(_read(body)) or fine({})
            case ("GET", "richmenu", "list"):
                return fine({"richmenus": [{"richMenuId": key, **one} for key, one in self.there.items()]})
            case ("POST", "richmenu", "bulk", "link"):
                return self._link(_read(body))
            case ("POST", "richmenu", "bulk", "unlink"):
                return self._unlink(_read(body))
            case ("POST", "richmenu", menu, "content"):
                return self._picture(menu, headers.get("content-type", ""), body)
            case ("DELETE", "richmenu", menu):
                return self._remove(menu)
            case ("POST", "user", "all", "richmenu", menu):
                return self._default(menu)
            case ("DELETE", "user", "all", "richmenu"):
                self.default = ""
                return fine({})
        return error(404, "Not found")

    def shown_to(self, user: str) -> str:
        """Give the menu somebody sees: their own, else that of everybody."""
        return self.linked.get(user) or self.default

    def _make(self, body: bytes) -> Said:
        asked = _read(body)
        if wrong := wrong_menu(asked):
            return wrong
        if len(self.there) >= _MOST_MENUS:
            return error(400, "The maximum number of rich menus has been reached")
        menu = f"richmenu-{new_id().hex}"
        self.there[menu] = asked
        return fine({"richMenuId": menu})

    def _picture(self, menu: str, kind: str, data: bytes) -> Said:
        if not self._is_there(menu):
            return error(404, _MISSING)
        if menu in self.pictures:
            return error(400, "An image has already been uploaded to the richmenu")
        if kind not in ("image/png", "image/jpeg"):
            return error(415, "Unsupported Media Type")
        if len(data) > _MOST_BYTES:
            return error(413, "Request Entity Too Large")
        try:
            image = images.read(data, most=_MOST_BYTES, widest=2_500)
        except images.BadImage:
            return error(400, "The image is invalid")
        size = self.there[menu]["size"] if menu in self.there else {"width": image.width, "height": image.height}
        if (image.width, image.height) != (size["width"], size["height"]):
            return error(400, "The image size does not match the size of the richmenu")
        self.pictures[menu] = data
        return fine({})

    def _default(self, menu: str) -> Said:
        if wrong := self._unready(menu):
            return wrong
        self.default = menu
        return fine({})

    def _link(self, asked: dict[str, Any]) -> Said:
        users, menu = asked.get("userIds"), str(asked.get("richMenuId", ""))
        if wrong := self._unready(menu) or _wrong_users(users):
            return wrong
        self.linked.update(dict.fromkeys(users or (), menu))
        return 202, *fine({})[1:]

    def _unlink(self, asked: dict[str, Any]) -> Said:
        users = asked.get("userIds")
        if wrong := _wrong_users(users):
            return wrong
        for user in users or ():
            self.linked.pop(user, None)
        return 202, *fine({})[1:]

    def _remove(self, menu: str) -> Said:
        if not self._is_there(menu):
            return error(404, _MISSING)
        self.there.pop(menu, None)
        self.pictures.pop(menu, None)
        self.linked = {user: one for user, one in self.linked.items() if one != menu}
        self.default = "" if self.default == menu else self.default
        return fine({})

    def _is_there(self, menu: str) -> bool:
        return menu in self.there or (self.known is not None and self.known(menu))

    def _unready(self, menu: str) -> Said | None:
        if not self._is_there(menu):
            return error(404, _MISSING)
        if menu in self.there and menu not in self.pictures:
            return error(400, "must upload richmenu image before applying it to user")
        return None


def wrong_menu(asked: dict[str, Any]) -> Said | None:
    """Give what is wrong with a menu, if anything is."""
    size, name, bar, areas = (asked.get(key) for key in ("size", "name", "chatBarText", "areas"))
    if not isinstance(size, dict) or not _is_size(size.get("width"), size.get("height")):
        return _bad("size", "The size of the rich menu is invalid")
    if not isinstance(asked.get("selected"), bool):
        return _bad("selected", "May not be empty")
    for key, text, most in (("name", name, 300), ("chatBarText", bar, 14)):
        if not isinstance(text, str) or not 0 < _units(text) <= most:
            return _bad(key, f"Length must be between 1 and {most}")
    if not isinstance(areas, list) or len(areas) > _MOST_AREAS:
        return _bad("areas", f"Size must be between 0 and {_MOST_AREAS}")
    for at, area in enumerate(areas):
        if wrong := _wrong_area(area, size):
            return _bad(f"areas[{at}].{wrong[0]}", wrong[1])
    return None


def _wrong_area(area: dict[str, Any], size: dict[str, int]) -> tuple[str, str] | None:
    bounds, action = area.get("bounds") or {}, area.get("action") or {}
    edges = [bounds.get(key) for key in ("x", "y", "width", "height")]
    if not all(isinstance(one, int) and one >= 0 for one in edges) or not edges[2] or not edges[3]:
        return "bounds", "must be numbers from 0"
    if edges[0] + edges[2] > size["width"] or edges[1] + edges[3] > size["height"]:
        return "bounds", "must be inside of the rich menu"
    if _units(str(action.get("label") or "")) > 20:
        return "action.label", "Length must be between 0 and 20"
    match action.get("type"):
        case "uri":
            address = str(action.get("uri") or "")
            return None if _URI.match(address) and _units(address) <= 1_000 else ("action.uri", "invalid uri scheme")
        case "message":
            return None if 0 < _units(str(action.get("text") or "")) <= 300 else ("action.text", "invalid length")
    return "action.type", "invalid"


def _is_size(width: object, height: object) -> bool:
    if not isinstance(width, int) or not isinstance(height, int) or height < 250:
        return False
    return 800 <= width <= 2_500 and width / height >= 1.45


def _wrong_users(users: object) -> Said | None:
    if not isinstance(users, list) or not 0 < len(users) <= _MOST_USERS or not all(is_user(one) for one in users):
        return error(400, "The property, 'userIds', in the request body is invalid (line: -, column: -)")
    return None


def _read(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body)
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _bad(where: str, message: str) -> Said:
    status, extra, said = error(400, "The request body has 1 error(s)")
    return status, extra, {**said, "details": [{"message": message, "property": where}]}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
