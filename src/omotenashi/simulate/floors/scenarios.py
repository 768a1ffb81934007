# SPDX-License-Identifier: Apache-2.0
"""Scenarios of the demo: taken over as anybody would, led on day by day through the last weeks, some mails read."""

from datetime import datetime, timedelta

from django.utils.translation import override

from omotenashi.base import clock
from omotenashi.base.outbox.actions import deliver
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Message, Template
from omotenashi.places.locations import actions as places
from omotenashi.simulate.draws import generator
from omotenashi.simulate.floors import waiting
from omotenashi.simulate.floors.stage import Stage, Story
from omotenashi.simulate.goods import BRAND
from omotenashi.simulate.trade_year import ZONE

# What a new house would begin with: one that goes by days, one for who stays away, two for what people do.
TAKEN_OVER = ("birthday", "dormant", "visit", "basket")
# Where most of the house's readers are.
_CHANNELS = ("line", "email")
# Advertising says who sends it. Nobody lives there.
_LEGAL = {
    "seller": BRAND, "manager": "見本 太郎", "address": "東京都渋谷区神南9-99-9", "phone": "0120-000-000",
    "mail": "info@omotenashi.example",
}  # fmt: skip
_HERE = "http://127.0.0.1:8000"
_HOURS = (11, 19)
_READS, _FOLLOWS = 0.35, 0.11
_BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15"
_CLOCKS_APART = timedelta(minutes=1)


def set_up(*, now: datetime) -> None:
    """Say who the house is, take scenarios over and let them live."""
    places.set_brand(colour="", legal=_LEGAL, privacy="", now=now)
    # Until it is served somewhere: a chat takes no link without a host.
    messaging.set_origin(_HERE)
    # The demo's past is told in moments: nothing comes between two of them that could overtake anything.
    messaging.set_ticks(triggered=0, broadcast=0)
    with override("ja"):
        for code in TAKEN_OVER:
            taken = journeys.adopt(code, key=f"demo:{code}", now=now)
            for one in Template.objects.filter(key__startswith=f"demo:{code}:"):
                messaging.draft(key=one.key, name=one.name, content=one.draft, channels=_CHANNELS, now=now)
            journeys.publish(taken.pk, now=now)


def led_on(stage: Stage, *, since: datetime) -> Story:
    """Do twice a day what the worker does all the time, and let people read what they got."""
    rng = generator(seed=stage.world.seed, purpose="reading")
    day = since.astimezone(ZONE).replace(minute=0, second=0, microsecond=0)
    moments = [(day + timedelta(days=n)).replace(hour=hour) for n in range(60) for hour in _HOURS]
    for at in (*(one for one in moments if since < one < stage.now), stage.now):
        yield at
        if at == stage.now:
            waiting.wait(now=at)
        deliver(now=clock.now() + _CLOCKS_APART)
        while journeys.follow(now=at):
            pass
        journeys.look(now=at)
        while journeys.advance(now=at):
            pass
        while messaging.judge(now=at) + messaging.transmit(now=at):
            pass
        for message in (
            Message.objects.filter(sent_at=at).order_by("node__seq").select_related("template_version__template")
        ):
            reads, follows, minutes = rng.random(), rng.random(), int(rng.integers(5, 400))
            read_at = at + timedelta(minutes=minutes)
            if reads < _READS and read_at < stage.now:
                # A chat tells nobody that it was read.
                if message.channel == "email":
                    messaging.opened(message, agent=_BROWSER, now=read_at)
                if follows * _READS < _FOLLOWS:
                    messaging.clicked(
                        message,
                        link=0,
                        address="/shop/",
                        agent=_BROWSER,
                        method="GET",
                        now=read_at + timedelta(seconds=40),
                    )
