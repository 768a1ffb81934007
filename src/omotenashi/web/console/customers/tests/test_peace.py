# SPDX-License-Identifier: Apache-2.0
"""ご案内を控える: advertising waits while somebody is left in peace, and is judged anew afterwards."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.engagement.messaging.models import Message, Pause
from omotenashi.engagement.messaging.tests import world
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana(settings: Any) -> UUID:
    """Somebody who may be written to."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    world.house()
    return world.people("hana")["hana"]


def _pause(client: Client, person: UUID, **said: str) -> Any:
    values = {"reason": "complaint", "key": str(uuid4()), **said}
    return client.post(f"/console/customers/{person}/pauses/", values, headers={"hx-request": "true"})


def test_one_press_holds_advertising_back_and_one_lets_it_be_judged_anew(hana: UUID) -> None:
    client = shop.signed_in("clerk", language="ja")
    page = _pause(client, hana).content.decode()
    assert ("お申し出対応中" in page, "再開するまで販促の配信を止めています" in page) == (True, True)
    message = world.send([world.wish(hana, world.version())])[hana]
    assert (message.state, message.reason) == ("held", "complaint")
    pause, before = Pause.objects.get(), clock.now()
    after = client.post(f"/console/customers/{hana}/pauses/{pause.pk}/end/", headers={"hx-request": "true"})
    message = Message.objects.get()
    assert "お申し出対応中</b>" not in after.content.decode()
    assert message.due_at is not None and before <= message.due_at <= clock.now()


def test_pressed_twice_it_is_one_pause_and_a_day_ends_it(hana: UUID) -> None:
    client, key = shop.signed_in("clerk", language="en"), str(uuid4())
    until = (clock.now() + timedelta(days=9)).date().isoformat()
    for _ in range(2):
        _pause(client, hana, key=key, reason="wish", until=until)
    [pause] = Pause.objects.all()
    assert (pause.reason, pause.until.date() >= clock.now().date() if pause.until else None) == ("wish", True)


@pytest.mark.parametrize("said", [{"reason": "mood"}, {"until": "2020-01-01"}])
def test_without_a_reason_or_with_a_day_gone_by_nothing_changes(hana: UUID, said: dict[str, str]) -> None:
    _pause(shop.signed_in("clerk", language="en"), hana, **said)
    assert Pause.objects.count() == 0


def test_who_may_only_look_cannot_pause_and_nobody_ends_the_pause_of_another(hana: UUID) -> None:
    other = world.people("kei")["kei"]
    _pause(shop.signed_in("clerk", language="en"), hana)
    pause = Pause.objects.get()
    wrong = shop.signed_in("clerk", language="en").post(f"/console/customers/{other}/pauses/{pause.pk}/end/")
    refused = _pause(shop.signed_in("developer", language="en"), hana)
    assert (wrong.status_code, refused.status_code, Pause.objects.get().ended_at) == (404, 403, None)
