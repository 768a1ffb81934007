# SPDX-License-Identifier: Apache-2.0
"""Templates and names that mean harm: a loop is never published, a broken version reaches nobody, a name stays a name."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Message, TemplateVersion
from omotenashi.engagement.messaging.rules import blocks, fields
from omotenashi.engagement.messaging.tests import chatting, world

NOW = world.NOW
LOOPS = [
    "{% for a in (1..99999999) %}x{% endfor %}", "{% tablerow a in (1..9999) %}x{% endtablerow %}",
    "{% include 'x' %}", "{% render 'x' %}", "{% capture a %}x{% endcapture %}", "{% increment a %}",
    "{{ customer.name", "{% if %}", "{{ customer.name | nothing }}", "{{ customer.__class__ }}", "{{ password }}",
]  # fmt: skip
HOSTILE = "<script>alert('x')</script> \"髙﨑\" & 𠮷野家 葛󠄀城 👨‍👩‍👧 {{ customer.rank }} {% for a in (1..9) %}"


@pytest.mark.parametrize("text", LOOPS)
def test_what_loops_reads_files_or_cannot_be_read_is_refused_before_it_is_published(text: str) -> None:
    content = blocks.read({"subject": "s", "blocks": [{"kind": "text", "text": text}]})
    with pytest.raises(blocks.BadTemplate):
        blocks.checked(content)


def test_a_text_that_grows_without_end_is_cut_off() -> None:
    grown = "{% assign a = 'xxxxxxxxxx' %}" + "{% assign a = a | append: a %}" * 25 + "{{ a }}"
    with pytest.raises(fields.Missing):
        fields.fill(grown, fields.sample())


@pytest.mark.django_db
def test_a_broken_version_reaches_nobody_and_each_says_why(settings: Any) -> None:
    world.house()
    people = world.people("hana", "kei")
    said = world.version()
    # As if an older house had published what this one would not.
    broken = TemplateVersion.objects.create(
        template=said.template, number=99, checksum="x", published_at=NOW,
        content={"subject": "{{ customer.rank }}", "blocks": [{"kind": "text", "text": "x"}]},
    )  # fmt: skip
    with world.server(settings) as sink:
        found = world.send([world.wish(person, broken) for person in people.values()])
    assert (sink.to, {(one.state, one.reason) for one in found.values()}) == ([], {("dropped", "content")})


@pytest.mark.django_db
def test_a_name_with_markup_and_signs_is_read_as_it_was_written_on_every_channel(settings: Any) -> None:
    world.house()
    words = {
        "subject": "{{ event.note }}",
        "blocks": [{"kind": "text", "text": "{{ event.note }}"}, *world.WORDS["blocks"]],
    }
    mail, chat = world.people("hana")["hana"], chatting.friends("kei")["kei"]
    with world.server(settings) as sink, chatting.line(settings) as line:
        world.send([
            world.wish(mail, world.version(words), context={"note": HOSTILE}),
            world.wish(chat, chatting.version(words), context={"note": HOSTILE}),
        ])  # fmt: skip
    read = message_from_bytes(sink.mails[0], policy=default)
    html = read.get_body(("html",)).get_content()  # type: ignore[union-attr]
    text = read.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert (read["Subject"], HOSTILE in text, "<script" in html) == (HOSTILE, True, False)
    [card] = line.arrived[0].messages
    assert (card["altText"], card["contents"]["body"]["contents"][0]["text"]) == (HOSTILE, HOSTILE)
    assert Message.objects.filter(state="sent").count() == 2


@pytest.mark.django_db
def test_a_line_break_in_a_name_begins_no_header(settings: Any) -> None:
    world.house()
    person = world.people("hana")["hana"]
    said = world.version({**world.WORDS, "subject": "{{ event.note }}"})
    with world.server(settings) as sink:
        world.send([world.wish(person, said, context={"note": "a\r\nBcc: evil@mail.example\r\n\r\nb"})])
    read = message_from_bytes(sink.mails[0], policy=default)
    assert (read["Bcc"], sink.to, read["Subject"]) == (None, ["hana@mail.example"], "a Bcc: evil@mail.example b")
    assert messaging.transmit(now=NOW) == 0
