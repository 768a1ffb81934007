# SPDX-License-Identifier: Apache-2.0
"""LINE's rich menus: made with a picture, shown to everybody or to some, forgotten. Each call outside of any transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.channels.line.client import Answer, Client, Silent

_HAS_PICTURE = "already been uploaded"
_GONE = 404
# Our keys, too much at once, or a bad day of LINE: it may be taken later.
_LATER = (401, 403, 429)


class Menus:
    """What an account at LINE can do with menus."""

    def client(self) -> Client:
        """Give whom to speak to now."""
        raise NotImplementedError

    def put_up(self, request: Mapping[str, Any], picture: bytes, *, kind: str) -> str:
        """See ports.Menued. An answer may have been lost: a menu of this name is taken up again, never made twice."""
        menu = self._known_as(str(request["name"]))
        if not menu:
            menu = str((self._asked("create_rich_menu", _request(request)).said or {})["richMenuId"])
        answer = self._answer(lambda client: client.put_picture(menu, picture, kind=kind))
        if answer.status >= 400 and _HAS_PICTURE not in answer.message:
            _raise(answer)
        return menu

    def show_to_all(self, menu: str) -> None:
        """See ports.Menued."""
        if menu:
            self._asked("set_default_rich_menu", menu)
        else:
            self._asked("cancel_default_rich_menu")

    def link(self, menu: str, users: Sequence[str]) -> None:
        """See ports.Menued."""
        from linebot.v3.messaging import RichMenuBulkLinkRequest

        asked = RichMenuBulkLinkRequest.from_dict({"richMenuId": menu, "userIds": list(users)})
        self._asked("link_rich_menu_id_to_users", asked)

    def unlink(self, users: Sequence[str]) -> None:
        """See ports.Menued."""
        from linebot.v3.messaging import RichMenuBulkUnlinkRequest

        asked = RichMenuBulkUnlinkRequest.from_dict({"userIds": list(users)})
        self._asked("unlink_rich_menu_id_from_users", asked)

    def take_down(self, menu: str) -> None:
        """See ports.Menued."""
        answer = self._answer(lambda client: client.ask("delete_rich_menu", menu))
        if answer.status >= 400 and answer.status != _GONE:
            _raise(answer)

    def _known_as(self, name: str) -> str:
        found = (self._asked("get_rich_menu_list").said or {}).get("richmenus") or ()
        return next((str(one["richMenuId"]) for one in found if one.get("name") == name), "")

    def _asked(self, name: str, *asked: Any) -> Answer:
        answer = self._answer(lambda client: client.ask(name, *asked))
        if answer.status >= 400:
            _raise(answer)
        return answer

    def _answer(self, call: Any) -> Answer:
        try:
            answer: Answer = call(self.client())
        except Silent as failure:
            raise ports.Unreachable(str(failure)) from failure
        except ValueError as wrong:
            # The SDK's models refuse what LINE would refuse.
            raise ports.MenuRefused(str(wrong).splitlines()[0]) from wrong
        return answer


def _request(said: Mapping[str, Any]) -> Any:
    from linebot.v3.messaging import RichMenuRequest

    try:
        return RichMenuRequest.from_dict(dict(said))
    except ValueError as wrong:
        raise ports.MenuRefused(str(wrong).splitlines()[0]) from wrong


def _raise(answer: Answer) -> None:
    said = f"{answer.status} {answer.message}"
    if answer.status == _GONE:
        raise ports.MenuGone(said)
    if answer.status in _LATER or answer.status >= 500:
        raise ports.Unreachable(said)
    raise ports.MenuRefused(said)
