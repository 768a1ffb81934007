# SPDX-License-Identifier: Apache-2.0
"""Every page of what we say, on a phone in Japanese and on a desk in English: it opens, fits, complains of nothing, speaks one language."""

import re
from typing import Any

import pytest
from django.urls import reverse

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience.queries import Manual
from omotenashi.engagement.journeymaps import actions as maps
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.web.console.tests import shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Two words of small letters in a row are a sentence nobody translated; a sign of Japanese in English is one, too.
ENGLISH, JAPANESE = re.compile(r"\b[a-z]{3,} [a-z]{2,}\b"), re.compile("[ぁ-んァ-ヶ一-龠]")
WORDS = {"subject": "Spring", "blocks": [{"kind": "text", "text": "Flowers."}]}
# What is data, or said in its own language on purpose.
KNOWN = {"日本語", "お客さま", "景品表示法", "薬機法", "配信を停止する", "ポイント残高"}
SAID = """() => {
  const quiet = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'CODE', 'KBD', 'PRE', 'TEXTAREA', 'IFRAME', 'OPTION', 'NOSCRIPT'])
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const inside = []
    for (let one = walk.currentNode.parentElement; one; one = one.parentElement) inside.push(one)
    const hidden = inside.some(one => quiet.has(one.tagName) || one.classList.contains('react-flow'))
    if (!hidden && inside[0].checkVisibility() && walk.currentNode.textContent.trim()) found.push(walk.currentNode.textContent.trim())
  }
  return found
}"""


def _addresses() -> list[str]:
    """Furnish a house that says something, and give the page of each thing."""
    world.house()
    people, said = world.people("hana"), world.version(WORDS, key="spring")
    world.send([world.wish(people["hana"], said)])
    segment, _is_new = audience.create(key="all", name="A", definition=Manual(), now=world.NOW)
    audience.add(segment.pk, persons=list(people.values()), now=world.NOW, tells=False)
    steps = {"say": {"kind": "send", "template": str(said.template_id), "next": ""}}
    drawn = {"entry": {"kind": "list", "segment": str(segment.pk), "at": ""}, "first": "say", "steps": steps}
    journey = journeys.draft(key="j", name="J", graph=drawn, now=world.NOW)
    journeys.publish(journey.pk, now=world.NOW)
    drawn_map = maps.begin("apparel", key="m", name="M", now=world.NOW)
    named: tuple[tuple[str, list[Any]], ...] = (
        ("segments", []), ("segment", [segment.pk]), ("journeys", []), ("journey", [journey.pk]),
        ("journey-versions", [journey.pk]), ("journey-people", [journey.pk]), ("journey-hooks", []), ("maps", []),
        ("map-history", [drawn_map.pk]), ("messages", []), ("message", [said.template_id]),
        ("message-versions", [said.template_id]), ("message-approvals", []), ("inbox", []),
        ("inbox-message", [Message.objects.get().pk]), ("postcards", []), ("sending-rules", []), ("sending-channels", []),
        ("sending-delivery", []), ("sending-menu", ["all"]), ("settings-voice", []),
    )  # fmt: skip
    return [reverse(f"console:{name}", args=args) for name, args in named]


def _opened(browser: Any, url: str, language: str, width: int) -> Any:
    client = shop.signed_in("headquarters", language=language)
    context = browser.new_context(viewport={"width": width, "height": 844}, locale=language, base_url=url)
    kept = {"sessionid": client.cookies["sessionid"].value, "omotenashi_language": language}
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in kept.items()])
    context.set_default_timeout(60_000)
    return context


@pytest.mark.parametrize(("language", "width", "foreign"), [("ja", 390, ENGLISH), ("en", 1440, JAPANESE)])
def test_every_page_opens_fits_complains_of_nothing_and_speaks_one_language(
    live_server: Any, browser: Any, settings: Any, language: str, width: int, foreign: re.Pattern[str]
) -> None:
    with world.no_server(settings):
        addresses = _addresses()
        context = _opened(browser, live_server.url, language, width)
        wrong: dict[str, Any] = {}
        for address in addresses:
            page, complaints = context.new_page(), list[str]()
            page.on("pageerror", lambda error, to=complaints: to.append(str(error)))
            page.on("response", lambda one, to=complaints: to.append(one.url) if one.status >= 400 else None)
            page.goto(address)
            page.wait_for_load_state("load")
            too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            said = [text for text in page.evaluate(SAID) if foreign.search(_plain(text))]
            if complaints or too_wide > 0 or said:
                wrong[address] = (complaints, too_wide, said)
            page.close()
        context.close()
    assert wrong == {}


def _plain(text: str) -> str:
    """Leave out what is data."""
    for known in (*KNOWN, world.LEGAL["seller"], "花店", "花", "春のお知らせ"):
        text = text.replace(known, "")
    return text
