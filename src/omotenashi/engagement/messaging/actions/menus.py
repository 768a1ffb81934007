# SPDX-License-Identifier: Apache-2.0
"""Publish menus under the chat, take them away, and let LINE show what is wanted now.

`tend` compares what is wanted with what LINE was told and tells it the difference, as often as it takes: a run that
dies, a bad day of LINE, new keys, a member who comes or goes are all the same to it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from omotenashi.base import bulk
from omotenashi.base.jobs import ask_once
from omotenashi.base.sealing import Unreadable, seal, unseal
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.models import ChatMenu, ChatMenuLink
from omotenashi.engagement.messaging.queries import menus as queries
from omotenashi.engagement.messaging.rules import menus as rules

_CHANNEL, _ABOUT = "line", "messaging:menu"
_AT_ONCE = 500
# So long LINE is asked to show somebody erased what everybody sees; then whom it knows is forgotten all the same.
_PATIENCE = timedelta(days=1)
_NEW = f"""
SELECT c.id, n.value {queries.IN_REACH}
  AND NOT EXISTS (SELECT 1 FROM messaging_chatmenulink l WHERE l.contact_point_id = c.id AND l.menu_id = %s)
  AND c.id > %s ORDER BY c.id LIMIT %s
"""
_LINK = """
INSERT INTO messaging_chatmenulink (contact_point_id, menu_id, sealed, linked_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (contact_point_id) DO UPDATE SET menu_id = excluded.menu_id, sealed = excluded.sealed,
  linked_at = excluded.linked_at
"""
_OLD = f"""
SELECT l.contact_point_id, l.sealed FROM messaging_chatmenulink l
WHERE l.menu_id IS DISTINCT FROM %s OR l.erased_at IS NOT NULL
  OR NOT EXISTS (SELECT 1 {queries.IN_REACH} AND c.id = l.contact_point_id)
ORDER BY l.contact_point_id LIMIT %s
"""
_FIRST = UUID(int=0)


@transaction.atomic
def publish(
    audience: str, said: Any, *, picture: bytes, begins_at: datetime, ends_at: datetime | None, staff_id: UUID | None,
    now: datetime,
) -> ChatMenu:  # fmt: skip
    """Have a menu shown from a moment on, and no longer than another. Raises BadMenu: nothing that LINE would refuse is kept."""
    menu = rules.read(said)
    rules.check(menu, pages=queries.pages())
    image = rules.fitting(picture, menu.layout)
    if audience not in (rules.ALL, rules.MEMBERS) or (ends_at is not None and ends_at <= max(begins_at, now)):
        raise rules.BadMenu("period")
    made = ChatMenu.objects.create(
        audience=audience, content=menu.kept(), image=picture, image_type=image.type, begins_at=begins_at,
        ends_at=ends_at, made_by_id=staff_id, made_at=now,
    )  # fmt: skip
    ask_once("messaging.tend_menus")
    return made


@transaction.atomic
def withdraw(menu_id: UUID, *, now: datetime) -> bool:
    """Take a menu away; say whether it was there. What was shown before it is shown again, if it is still there."""
    ended = ChatMenu.objects.filter(pk=menu_id, ended_at=None).update(ended_at=now)
    if ended:
        ask_once("messaging.tend_menus")
    return ended > 0


@transaction.atomic
def try_again(menu_id: UUID) -> bool:
    """Offer LINE once more what it refused."""
    again = ChatMenu.objects.filter(pk=menu_id, ended_at=None).update(refused_at=None, error="")
    if again:
        ask_once("messaging.tend_menus")
    return again > 0


def ask() -> None:
    """Have it looked at who sees which menu, where there is one for members."""
    if ChatMenu.objects.filter(audience=rules.MEMBERS, removed_at=None).exists() or ChatMenuLink.objects.exists():
        ask_once("messaging.tend_menus")


def tend(*, now: datetime) -> bool:
    """Tell LINE what changed; say whether all is as it is wanted. Outside of any transaction, one at a time."""
    menus = list(ChatMenu.objects.filter(removed_at=None).defer("image").order_by("made_at", "id"))
    if not menus and not ChatMenuLink.objects.exists():
        return True
    line = ports.menued(_CHANNEL)
    _forget_other_account(menus, is_simulated=line.is_simulated)
    try:
        wanted = {audience: _put_up(line, menus, audience, now=now) for audience in (rules.ALL, rules.MEMBERS)}
        for menu in rules.over(menus, now=now):
            _write(menu, ended_at=now)
        _show_to_all(line, menus, wanted[rules.ALL], now=now)
        _link(line, wanted[rules.MEMBERS], now=now)
        _unlink(line, wanted[rules.MEMBERS])
        _take_down(line, menus, now=now)
    except ports.Unreachable as failure:
        _note(menus, str(failure))
        return False
    except ports.MenuGone as gone:
        # Somebody took it away at LINE, or the keys are of another account: it is put up anew.
        _note(menus, str(gone))
        _lose([menu for menu in menus if menu.external_id])
        return False
    except ports.MenuRefused as refused:
        _note(menus, str(refused))
        return False
    finally:
        ChatMenuLink.objects.filter(erased_at__lt=now - _PATIENCE).delete()
    ChatMenu.objects.filter(removed_at=None, refused_at=None).exclude(error="").update(error="")
    return True


def _forget_other_account(menus: Sequence[ChatMenu], *, is_simulated: bool) -> None:
    """What stands at the stand-in does not stand at LINE, and the other way round."""
    _lose([menu for menu in menus if menu.external_id and menu.is_standin != is_simulated])


def _lose(menus: Sequence[ChatMenu]) -> None:
    ChatMenuLink.objects.filter(menu__in=menus).delete()
    for menu in menus:
        _write(menu, external_id="", default_at=None)


def _put_up(line: ports.Menued, menus: Sequence[ChatMenu], audience: str, *, now: datetime) -> ChatMenu | None:
    """Give the menu an audience is to see, put up at LINE; the next best one where LINE refuses it."""
    while (menu := rules.shown(menus, audience, now=now)) is not None and not menu.external_id:
        image = ChatMenu.objects.values_list("image", flat=True).get(pk=menu.pk)
        try:
            external = line.put_up(_request(menu, bytes(image)), bytes(image), kind=menu.image_type)
        except ports.MenuRefused as refused:
            _write(menu, refused_at=now, error=str(refused)[:400])
            continue
        _write(menu, external_id=external, is_standin=line.is_simulated, shown_at=now, error="")
    return menu


def _request(menu: ChatMenu, image: bytes) -> dict[str, Any]:
    said = rules.read(menu.content)
    size = rules.fitting(image, said.layout)
    # The name is the key: whoever asks twice finds what was made the first time.
    return rules.request(said, name=str(menu.pk), width=size.width, height=size.height, pages=queries.pages())


def _show_to_all(line: ports.Menued, menus: Sequence[ChatMenu], wanted: ChatMenu | None, *, now: datetime) -> None:
    before = [menu for menu in menus if menu.default_at is not None and menu is not wanted]
    if wanted is not None and wanted.default_at is None:
        line.show_to_all(wanted.external_id)
        _write(wanted, default_at=now)
    elif wanted is None and before:
        line.show_to_all("")
    for menu in before:
        _write(menu, default_at=None)


def _link(line: ports.Menued, menu: ChatMenu | None, *, now: datetime) -> None:
    if menu is None:
        return
    after = _FIRST
    while found := bulk.rows(_NEW, [menu.pk, after, _AT_ONCE]):
        line.link(menu.external_id, [user for _point, user in found])
        with transaction.atomic():
            for point, user in found:
                bulk.run(_LINK, [point, menu.pk, seal(user, key=settings.SEAL_KEY, about=_ABOUT), now])
        after = found[-1][0]


def _unlink(line: ports.Menued, menu: ChatMenu | None) -> None:
    while found := bulk.rows(_OLD, [menu.pk if menu else None, _AT_ONCE]):
        if users := [user for _point, sealed in found if (user := _opened(bytes(sealed)))]:
            line.unlink(users)
        ChatMenuLink.objects.filter(pk__in=[point for point, _sealed in found]).delete()


def _opened(sealed: bytes) -> str:
    try:
        return unseal(sealed, key=settings.SEAL_KEY, about=_ABOUT)
    except Unreadable:
        return ""


def _take_down(line: ports.Menued, menus: Sequence[ChatMenu], *, now: datetime) -> None:
    """Forget what nobody wants and nobody sees any more."""
    linked = ChatMenuLink.objects.filter(menu=OuterRef("pk"))
    free = set(ChatMenu.objects.filter(removed_at=None).exclude(Exists(linked)).values_list("pk", flat=True))
    for menu in menus:
        if menu.ended_at is None or menu.default_at is not None or menu.pk not in free:
            continue
        if menu.external_id:
            line.take_down(menu.external_id)
        _write(menu, external_id="", removed_at=now)


def _note(menus: Sequence[ChatMenu], error: str) -> None:
    waiting = [menu.pk for menu in menus if menu.removed_at is None and menu.refused_at is None]
    ChatMenu.objects.filter(pk__in=waiting).update(error=error[:400])


def _write(menu: ChatMenu, **values: Any) -> None:
    for name, value in values.items():
        setattr(menu, name, value)
    menu.save(update_fields=list(values))
