# SPDX-License-Identifier: Apache-2.0
"""Cards of the demo: who said yes to post, a batch that was posted two weeks ago and answered, and one that collects today."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.actions import postcards
from omotenashi.engagement.messaging.models import Message, PostPiece, PrintBatch, TemplateVersion
from omotenashi.people.consent import actions as consent
from omotenashi.people.customers.actions import addresses
from omotenashi.people.customers.models import Profile
from omotenashi.simulate.draws import generator
from omotenashi.simulate.trade_year import ZONE

_MOST, _AGREES, _ANSWERS = 120, 0.45, 0.14
_AUTUMN = {
    "subject": "秋の新作のご案内",
    "blocks": [
        {"kind": "heading", "text": '{{ customer.name | default: "お客" }}さまへ'},
        {"kind": "text", "text": "いつもありがとうございます。秋のニットとリネンが店頭に並びました。このはがきをお持ちの方に、ささやかな贈りものをご用意しています。"},
        {"kind": "coupon", "code": "AKI-2026", "label": "店舗でもECでも 10%OFF", "until": ""},
        {"kind": "button", "label": "新作を見る", "href": "/shop/"},
    ],
}  # fmt: skip
_AGAIN = {
    "subject": "お久しぶりです",
    "blocks": [
        {"kind": "heading", "text": "お元気でお過ごしですか"},
        {"kind": "text", "text": '{{ customer.name | default: "お客" }}さまのご来店をお待ちしています。お預かりしているポイントがあります。'},
        {"kind": "points"},
        {"kind": "button", "label": "ポイントを使う", "href": "/my/"},
    ],
}  # fmt: skip


def send(*, seed: int, now: datetime) -> None:
    """Ask some for their yes, post a batch, let some answer, and leave another to be made."""
    agreed = _agree(seed=seed, now=now - timedelta(days=40))
    if not agreed:
        return
    half = len(agreed) // 2
    past = _morning(now - timedelta(days=14))
    batch = _batch("autumn", "秋の新作はがき", _AUTUMN, agreed[:half], seen=past, taken=past)
    if batch is not None:
        postcards.make(batch.pk, by="本部", now=past + timedelta(hours=5))
        postcards.post(batch.pk, by="本部", now=past + timedelta(hours=7))
        _answer(batch, seed=seed, now=past)
    _batch("again", "ご無沙汰はがき", _AGAIN, agreed[half:], seen=_morning(now), taken=now)


def _agree(*, seed: int, now: datetime) -> list[UUID]:
    dice = generator(seed=seed, purpose="cards")
    homes = Profile.objects.exclude(address="").exclude(postal_code="").order_by("person__seq")[:_MOST]
    people = [one.pk for one in homes if dice.random() < _AGREES]
    points = addresses.reach(people, now=now)
    consent.record(
        [
            consent.ConsentRecord(
                node_id=points[person].node_id, purpose="marketing", state="granted", source="form", occurred_at=now,
                key=f"simulate:post:{person}", proof='{"form": "form", "text": "2024-01"}',
            )
            for person in people
        ]
    )  # fmt: skip
    return people


def _batch(
    name: str, title: str, content: Mapping[str, Any], people: Sequence[UUID], *, seen: datetime, taken: datetime
) -> PrintBatch | None:
    draft = messaging.draft(key=f"demo:card:{name}", name=title, content=content, channels=("post",), now=seen)
    version = messaging.publish(draft.pk, now=seen)
    messaging.intend([_wish(name, person, version, at=seen) for person in people])
    while messaging.judge(now=seen):
        pass
    mine = Message.objects.filter(campaign=f"card:{name}", state="queued").values_list("pk", flat=True)
    postcards.take(list(mine), now=taken)
    while messaging.transmit(now=seen):
        pass
    return PrintBatch.objects.filter(template_version=version).first()


def _wish(name: str, person: UUID, version: TemplateVersion, *, at: datetime) -> messaging.Wish:
    return messaging.Wish(
        key=f"demo:card:{name}:{person}", node_id=person, version_id=version.pk, purpose="marketing", campaign=f"card:{name}",
        weight=2, at=at,
    )  # fmt: skip


def _answer(batch: PrintBatch, *, seed: int, now: datetime) -> None:
    dice = generator(seed=seed, purpose="answers")
    for piece in PostPiece.objects.filter(batch=batch, withdrawn_at=None).order_by("number"):
        drawn, days = dice.random(), int(dice.integers(2, 12))
        if piece.number == 3:
            postcards.came_back(piece.code, reason="unknown", by="本部", now=now + timedelta(days=6))
        elif drawn < _ANSWERS:
            postcards.answered(piece.code, now=now + timedelta(days=days))


def _morning(now: datetime) -> datetime:
    """Give the last eleven o'clock: nobody is judged at night."""
    eleven = now.astimezone(ZONE).replace(hour=11, minute=0, second=0, microsecond=0)
    return eleven if eleven <= now else eleven - timedelta(days=1)
