# SPDX-License-Identifier: Apache-2.0
"""What the demo house sent before the last weeks, and what its readers did: through the same gate as any message, at its own moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import override

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience.queries import Condition, Group, Manual, Rule
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Template
from omotenashi.insight import actions as insight
from omotenashi.people.consent.models import ConsentState
from omotenashi.people.staff.models import Staff
from omotenashi.simulate.draws import generator
from omotenashi.simulate.floors import quieting, reading, texting
from omotenashi.simulate.floors.letters import ASKED, HELD, LETTERS, RUNNING, Letter
from omotenashi.simulate.trade_year import ZONE

# Enough for a forecast and for a test of two subjects; a larger world does not wait longer for it.
_MOST = {"email": 28, "trial": 64, "line": 26, "sms": 20, "push": 12}
# So long after a letter what it brought is read and written down.
_JUDGED = timedelta(days=14)
_LISTS = {
    "email": "おたよりの読者",
    "trial": "件名テストの対象(メール)",
    "line": "LINEの友だち(お知らせ希望)",
    "sms": "SMSを受け取る方",
    "push": "通知を受け取る方",
}
# Segments that follow the record: the worker fills them while the first pages are read.
_RULES = (
    ("regulars", "この半年に3回以上お買い上げ", [("bought", {"within": "180", "least": "3"})]),
    ("leaving", "LINEで届く、90日以上ご無沙汰の方", [("last", {"days_from": "90"}), ("reach", {"by": "line"})]),
    ("once", "一度だけお買い上げの方", [("bought", {"least": "1", "most": "1"})]),
    ("points", "500ポイント以上お持ちの方", [("points", {"from": "500"})]),
)  # fmt: skip


def begin(*, seed: int, now: datetime) -> None:
    """Tell half a year of letters: each to its readers, judged, sent, read; with a group that heard nothing."""
    with override("ja"):
        began = now - timedelta(weeks=26)
        texting.agree(seed=seed, now=began)
        lists = {channel: _list(channel, seed=seed, now=began) for channel in ("email", "trial", "line", "sms")}
        for n, one in enumerate(LETTERS):
            # Not always on the same day of the week.
            at = _morning(now - timedelta(weeks=one.weeks, days=n * 3 % 5))
            if one.channel == "push":
                lists["push"] = _list("push", seed=seed, now=at)
            _told(one, lists["trial" if one.other else one.channel], seed=seed, at=at)
            if one.channel == "sms":
                texting.stop_one()


def go_on(*, seed: int, now: datetime) -> None:
    """Leave a test that runs, messages that are held back and say why, one that waits for a yes, and segments that follow."""
    with override("ja"):
        at, tried = _morning(now), _list("trial", seed=seed, now=now)
        angry = quieting.complain(tried, now=at)
        _told(RUNNING, tried, seed=seed, at=at, until=now)
        if angry is not None:
            # A letter without a test of subjects: there chance may let them wait for the winner instead.
            quieting.hold_back(angry, "demo:letter2", now=at)
        quieting.stop_channel(now=at)
        # Whoever tries the demo sits in any zone: nothing waits for a morning in Japan.
        messaging.set_quiet(begins=at.time(), finishes=at.time(), now=at)
        _told(HELD, _list("push", seed=seed, now=now), seed=seed, at=at, until=now)
        made = _draft(ASKED, now=at)
        asks = Staff.objects.filter(email="cs@demo.example").values_list("pk", flat=True).first()
        if asks is not None:
            messaging.ask_approval(made.pk, by=asks, note="年末に向けたご案内です。文面の確認をお願いします。", now=now)
        for code, name, said in _RULES:
            meant = Rule(Group("all", tuple(Condition(what, values) for what, values in said)))
            made_of, _ = audience.create(key=f"demo:rule:{code}", name=name, definition=meant, now=now)
            audience.request(made_of.pk, now=now)


def _told(letter: Letter, segment: UUID, *, seed: int, at: datetime, until: datetime | None = None) -> None:
    """Send one letter to a list and let time pass; with two subjects first a test, whose winner the rest get."""
    if Journey.objects.filter(key=f"demo:{letter.code}", version__gt=0).exists():
        return
    template = _draft(letter, now=at)
    messaging.publish(template.pk, now=at)
    if letter.other:
        said = [{"subject": letter.other}]
        messaging.plan_split(template.pk, variants=said, measure="click", share=90 if until else 100, hours=72, now=at)
        messaging.begin_split(template.pk, now=at)
    journey = journeys.draft(key=f"demo:{letter.code}", name=letter.name, graph=_graph(segment, template.pk), now=at)
    version = journeys.publish(journey.pk, now=at)
    _note(journey.pk, version.number, letter)
    _lead(seed=seed, letter=letter, at=at, until=until)
    if letter.other and until is None:
        over = at + timedelta(hours=72)
        messaging.decide_splits(now=over)
        _lead(seed=seed, letter=letter, at=over, until=until)
    if until is None and letter.learning:
        insight.end_experiment(experiment=queries.experiment_of(journey.pk, version.number), now=at + _JUDGED)


def _lead(*, seed: int, letter: Letter, at: datetime, until: datetime | None) -> None:
    journeys.admit(now=at)
    while journeys.advance(now=at):
        pass
    while messaging.judge(now=at) + messaging.transmit(now=at):
        pass
    reading.read(seed=seed, code=letter.code, at=at, until=until)


def _graph(segment: UUID, template: UUID) -> dict[str, object]:
    return {
        "entry": {"kind": "list", "segment": str(segment), "at": ""}, "first": "say", "control": 1_000,
        "steps": {"say": {"kind": "send", "template": str(template), "next": ""}},
        "goal": {"event": "orders.OrderPlaced", "days": 7},
    }  # fmt: skip


def _note(journey: UUID, number: int, letter: Letter) -> None:
    if letter.hypothesis:
        journeys.note(journey, hypothesis=letter.hypothesis, learning=letter.learning)
        key = queries.experiment_of(journey, number)
        insight.note_experiment(experiment=key, hypothesis=letter.hypothesis, learning=letter.learning)


def _draft(letter: Letter, *, now: datetime) -> Template:
    return messaging.draft(
        key=f"demo:{letter.code}", name=letter.name, content=letter.content, channels=(letter.channel,), now=now
    )


def _list(name: str, *, seed: int, now: datetime) -> UUID:
    """Pick readers who agreed, once."""
    made, is_new = audience.create(key=f"demo:list:{name}", name=_LISTS[name], definition=Manual(), now=now)
    if is_new:
        audience.add(made.pk, persons=_readers(name, seed=seed), now=now, tells=False)
    return made.pk


def _readers(name: str, *, seed: int) -> Sequence[UUID]:
    channel = "email" if name == "trial" else name
    agreed = ConsentState.objects.filter(purpose_id="marketing", state="granted", contact_point__channel=channel)
    rows = agreed.filter(contact_point__node__nodeperson__isnull=False).order_by("contact_point__node__seq")
    found = list(dict.fromkeys(rows.values_list("contact_point__node__nodeperson__person_id", flat=True)))
    chosen = generator(seed=seed, purpose=f"readers:{name}").permutation(len(found))[: _MOST[name]]
    return [found[n] for n in sorted(chosen.tolist())]


def _morning(now: datetime) -> datetime:
    """Give the last eleven o'clock: nobody is written to at night."""
    eleven = now.astimezone(ZONE).replace(hour=11, minute=0, second=0, microsecond=0)
    return eleven if eleven <= now else eleven - timedelta(days=1)
