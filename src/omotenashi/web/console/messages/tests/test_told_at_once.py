# SPDX-License-Identifier: Apache-2.0
"""What the composer says while one writes: the cost of the channels that are ticked now, and whom the words leave out."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Template
from omotenashi.people.consent.models import Purpose
from omotenashi.web.console.customers import words
from omotenashi.web.console.messages import composing
from omotenashi.web.console.messages import words as messagewords
from omotenashi.web.console.messages.tests.test_composer import drafted, office

pytestmark = pytest.mark.django_db


def _kept(client: Client, template: Template, **said: Any) -> dict[str, Any]:
    """Change the draft as the page does, and give what it is answered."""
    template.refresh_from_db()
    content = {
        "name": "春",
        "subject": "春",
        "blocks": json.dumps(template.draft["blocks"]),
        "channels": template.channels,
    }
    form = {**content, "purpose": template.purpose_id, "seen_at": template.changed_at.isoformat(), **said}
    answer: dict[str, Any] = client.post(reverse("console:message-draft", args=[template.pk]), form).json()
    return answer


def test_the_cost_follows_the_channels_and_is_not_asked_at_every_letter() -> None:
    client, template = office(), drafted()
    assert "costs" not in _kept(client, template, subject="春の便り")
    told = _kept(client, template, channels=["email", "post"], short="")["costs"]
    assert [name in told for name in ("Mail", "Postcard")] == [True, True]
    assert "costs" not in _kept(client, template)
    assert "Postcard" not in _kept(client, template, channels=["email"])["costs"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ customer.rank }}", ["Rank"]),
        ('{{ customer.rank | default: "—" }} {{ customer.points | number }} {{ retailer.name }}', []),
        ("{{ staff.name }} {{ event.goods }}", ["Who serves them"]),
        ("{{", []),
    ],
)
def test_whom_the_words_leave_out_is_said_before_it_is_published(text: str, names: list[str]) -> None:
    office()
    content = queries.read({"subject": "春", "blocks": [{"kind": "text", "text": text}]})
    plain = composing.checks(Purpose.objects.get(pk="marketing"), channels=["email"])
    told = composing.checks(Purpose.objects.get(pk="marketing"), channels=["email"], content=content)
    expected = [str(messagewords.FIELDS[code][0]) for code in composing._OF_A_PERSON if code in text and names]
    assert [(one["state"], one["label"]) for one in told[len(plain) :]] == [("warn", name) for name in expected]
    assert len(expected) == len(names)


def test_every_way_to_an_address_has_its_name_on_the_page_of_a_person() -> None:
    ways = set(queries.connected()) - {"site", "till"}
    assert (ways - set(words.CONTACT_NAMES), ways - set(words.CONTACT_CHANNELS)) == (set(), set())
