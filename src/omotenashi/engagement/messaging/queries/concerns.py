# SPDX-License-Identifier: Apache-2.0
"""What people ask, look for in vain and complain about: topics for whoever writes, from everything that was said.

Each source is one reader under its name. A floor above that hears people, too, adds its own (`hear`): what it gives stands
beside the others, nothing here knows of it.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from omotenashi.base import bulk
from omotenashi.commerce.fulfilment.models import GoodsReturn
from omotenashi.commerce.orders.queries import reasons
from omotenashi.commerce.reviews import queries as reviews

SINCE, MOST, LEAST = timedelta(days=90), 6, 2
_READ, LONGEST = 2_000, 90


@dataclass(frozen=True, slots=True)
class Concern:
    """A topic: whence it is known, its word (a code of ours for reasons of returns), how many said it, and one of them."""

    source: str
    word: str
    count: int
    sample: str = ""


type Reader = Callable[[datetime, datetime], Iterable[Concern]]
_HEARD: dict[str, Reader] = {}


def hear(source: str, reader: Reader) -> None:
    """Let a source be read, too, or another reader in its place: it gives what was said from a moment to a moment."""
    _HEARD[source] = reader


def concerns(*, now: datetime) -> list[Concern]:
    """Give the topics of ninety days, source by source, of each the most frequent first."""
    found = []
    for source, reader in _HEARD.items():
        told = sorted(reader(now - SINCE, now), key=lambda one: (-one.count, one.word))
        found += [one for one in told if one.count >= LEAST and one.source == source][:MOST]
    return found


def _inquiries(since: datetime, until: datetime) -> Iterator[Concern]:
    said = _told("Inquiry Sent", since, until)
    yield from _counted("inquiry", ((str(one.get("topic") or ""), str(one.get("message") or "")) for one in said))


def _searches(since: datetime, until: datetime) -> Iterator[Concern]:
    rows = bulk.rows(_IN_VAIN, {"since": since, "until": until, "least": LEAST, "most": MOST})
    yield from (Concern("search", word, people) for word, people in rows)


def _returns(since: datetime, until: datetime) -> Iterator[Concern]:
    found = GoodsReturn.objects.filter(requested_at__gt=since, requested_at__lte=until).exclude(reason="")
    yield from _counted("return", found.order_by("-requested_at").values_list("reason", "note")[:_READ])


def _reasons(since: datetime, until: datetime) -> Iterator[Concern]:
    said = _told(reasons.GIVEN, since, until)
    yield from _counted("reason", ((str(one.get("reason") or ""), str(one.get("comment") or "")) for one in said))


def _reviews(since: datetime, until: datetime) -> Iterator[Concern]:
    written = reviews.all_reviews().filter(written_at__gt=since, written_at__lte=until).exclude(text="")
    texts = list(written.order_by("-written_at").values_list("text", flat=True)[:_READ])
    for group in reasons.suggested(texts):
        yield Concern("review", group.name, len(group.comments), _short(texts[group.comments[0]]))


def _told(name: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    return [
        json.loads(said) for (said,) in bulk.rows(_SAID, {"name": name, "since": since, "until": until, "most": _READ})
    ]


def _counted(source: str, said: Iterable[tuple[str, str]]) -> Iterator[Concern]:
    """Count what was said by its word; the longest text of each stands for it."""
    texts: dict[str, list[str]] = defaultdict(list)
    for word, text in said:
        if word.strip():
            texts[word.strip()].append(text.strip())
    yield from (Concern(source, word, len(all_), _short(max(all_, key=len))) for word, all_ in texts.items())


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


for _source, _reader in (
    ("inquiry", _inquiries), ("search", _searches), ("return", _returns), ("review", _reviews), ("reason", _reasons),
):  # fmt: skip
    hear(_source, _reader)

# Entries lie in parts by the day on which they came.
_SAID = """
SELECT props FROM timeline_entry
WHERE name = %(name)s AND received_at >= %(since)s AND at > %(since)s AND at <= %(until)s ORDER BY at DESC LIMIT %(most)s
"""
_IN_VAIN = """
SELECT lower(trim(normalize(props::jsonb ->> 'query', NFKC))) AS word, count(DISTINCT node_id) FROM timeline_entry
WHERE name = 'Products Searched' AND received_at >= %(since)s AND at > %(since)s AND at <= %(until)s
  AND props::jsonb ->> 'results' = '0' AND trim(props::jsonb ->> 'query') <> ''
GROUP BY 1 HAVING count(DISTINCT node_id) >= %(least)s ORDER BY 2 DESC, 1 LIMIT %(most)s
"""
