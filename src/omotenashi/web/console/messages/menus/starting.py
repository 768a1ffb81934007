# SPDX-License-Identifier: Apache-2.0
"""The first menu of an audience, put up as the form offers it, where nobody published one."""

from datetime import datetime

from django.utils.translation import override

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import ChatMenu
from omotenashi.engagement.messaging.queries.saying import LANGUAGE
from omotenashi.web.console.messages.menus import drawing, reading


def put_up(audience: str, *, now: datetime) -> bool:
    """Publish what a house begins with; say whether it was needed. Raises Unprintable, BadMenu."""
    if ChatMenu.objects.filter(audience=audience).exists():
        return False
    with override(LANGUAGE):
        menu = reading.starter(audience)
        picture = drawing.picture(menu)
    messaging.publish_menu(
        audience, menu.kept(), picture=picture, begins_at=now, ends_at=None, staff_id=None, now=now
    )  # fmt: skip
    return True
