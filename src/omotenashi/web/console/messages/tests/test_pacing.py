# SPDX-License-Identifier: Apache-2.0
"""設定 > 配信の決まり: how long advertising waits and how many a mail service takes; and what a page says of who was overtaken."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.web.console.messages import words
from omotenashi.web.console.messages.tests.test_composing import _office

pytestmark = pytest.mark.django_db
HERE = "/console/settings/sending/"


def test_ticks_and_paces_are_set_within_limits_and_lifted_again() -> None:
    client = _office()
    client.post(f"{HERE}ticks/", {"triggered": "30", "broadcast": "5"})
    client.post(f"{HERE}ticks/", {"triggered": "30", "broadcast": "61"})
    client.post(f"{HERE}pace/", {"domain": "@Docomo.ne.jp", "most": "120"})
    client.post(f"{HERE}pace/", {"domain": "no domain", "most": "120"})
    client.post(f"{HERE}pace/", {"domain": "au.com", "most": "-1"})
    assert (queries.ticks().triggered, queries.ticks().broadcast) == (30, 300)
    paces = [(one.channel, one.domain, one.most, one.seconds) for one in queries.paces()]
    assert paces == [("email", "docomo.ne.jp", 120, 60)]
    context = client.get(HERE).context
    assert (context["ticks"], [one["domain"] for one in context["paces"]]) == (
        {"triggered": 30, "broadcast": 5}, ["docomo.ne.jp"],
    )  # fmt: skip
    client.post(f"{HERE}pace/", {"domain": "docomo.ne.jp"})
    assert list(queries.paces()) == []


def test_a_message_says_what_overtook_it_and_when_it_is_looked_at_again() -> None:
    world.house()
    hana = world.people("hana")["hana"]
    said = world.version()
    long = world.wish(hana, said, key="long", expires_at=world.NOW + timedelta(days=3))
    messaging.intend([world.wish(hana, said, key="best", priority=1), long])
    messaging.judge(now=world.NOW)
    with override("ja"):
        told = words.why(Message.objects.get(idem_key="long"))
    assert (
        told == "この方には「春のお知らせ」を優先し、上限に達したため送りませんでした。 3/5 00:00 に改めて判定します。"
    )
