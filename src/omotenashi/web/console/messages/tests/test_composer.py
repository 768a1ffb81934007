# SPDX-License-Identifier: Apache-2.0
"""The composer: goods and pictures picked, approval by role, variants, the brand kit, trials to five inboxes, cost beforehand."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Product
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import (
    Approval,
    ChannelPlan,
    Picture,
    Split,
    StaffCard,
    Template,
    TemplateVersion,
    Trial,
)
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import ContactPoint
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations.models import BrandKit
from omotenashi.places.locations.queries import Look, Voice
from omotenashi.web.console.messages import costs
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + b"\x08\x06\0\0\0"


def office(role: str = "headquarters") -> Client:
    """A house that may advertise, and somebody of it signed in."""
    client = shop.signed_in(role)
    world.house()
    return client


def also(email: str, role: str) -> Client:
    """Somebody else of the house, signed in."""
    person = staff.hire(email=email, name=email, role=role, password=None)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend=shop.BACKEND)
    return client


def drafted(**said: Any) -> Template:
    """Keep a draft."""
    content = {"subject": "春", "blocks": [{"kind": "text", "text": "春の花"}], **said}
    return messaging.draft(key="spring", name="春", content=content, now=clock.now())


def published(client: Client, template: Template) -> int:
    """Press publish; say how many versions there are."""
    client.post(f"/console/messages/{template.pk}/version/", {"seen_at": template.changed_at.isoformat()})
    return TemplateVersion.objects.count()


def test_goods_are_found_by_name_and_number_and_only_those_on_sale() -> None:
    client = office()
    catalogue.register(
        [catalogue.ProductRecord(sku=code, code=code, name=name, price=3000) for code, name in (("CUP", "湯のみ"), ("VASE", "花瓶"))]
    )  # fmt: skip
    Product.objects.filter(code="CUP").update(published_at=clock.now() - timedelta(days=1))

    def found(text: str) -> list[str]:
        return [one["product"].code for one in client.get("/console/messages/goods/", {"q": text}).context["goods"]]

    assert [found(text) for text in ("", "湯のみ", "CUP", "花瓶")] == [["CUP"], ["CUP"], ["CUP"], []]
    template = drafted(blocks=[{"kind": "products", "codes": "CUP,GONE"}])
    parts = client.get(f"/console/messages/{template.pk}/").context["blocks"]
    assert [one["name"] for one in parts[0]["inputs"][0]["goods"]] == ["湯のみ", "GONE"]


def test_a_picture_is_kept_shown_to_everybody_and_refused_where_it_is_none() -> None:
    client = office()
    answers = [
        client.post("/console/messages/pictures/new/", {"picture": SimpleUploadedFile("a.png", data), "alt": "花"})
        for data in (PNG, b"<svg></svg>")
    ]
    assert [one.status_code for one in answers] == [200, 422]
    src = answers[0].json()["src"]
    shown = Client().get(src)
    assert (shown.content, shown["Content-Type"], shown["X-Content-Type-Options"]) == (PNG, "image/png", "nosniff")
    assert (Picture.objects.count(), Client().get("/brand/p/none").status_code) == (1, 404)
    said = queries.preview(
        queries.read({"subject": "s", "blocks": [{"kind": "picture", "src": src, "alt": "花"}]}), purpose="order"
    )
    assert f'src="https://hana.example{src}"' in said.html


def test_who_wrote_it_asks_another_says_yes_and_all_of_it_is_in_the_audit_log() -> None:
    client, manager, clerk = office(), also("m@example.jp", "manager"), also("c@example.jp", "clerk")
    client.post("/console/settings/sending/approval/", {"mode": "always", "over": "0"})
    template = drafted()
    assert published(client, template) == 0
    client.post(f"/console/messages/{template.pk}/approval/", {"note": "価格を見てください"})
    wish = Approval.objects.get()
    answer = f"/console/messages/approvals/{wish.pk}/answer/"
    assert client.post(answer, {"answer": "approved"}).status_code == 302
    wish.refresh_from_db()
    assert (wish.state, clerk.post(answer, {"answer": "approved"}).status_code) == ("open", 403)
    page = manager.get(f"/console/messages/{template.pk}/").context
    assert (page["may_answer"], page["needs_yes"], page["has_yes"]) == (True, True, False)
    assert manager.get("/console/messages/approvals/").context["waiting"].count() == 1
    manager.post(answer, {"answer": "approved", "comment": "よし"})
    manager.post(answer, {"answer": "returned", "comment": "やはり"})
    wish.refresh_from_db()
    assert (wish.state, wish.comment, published(client, template)) == ("approved", "よし", 1)
    noted = AuditEntry.objects.filter(details__approval=str(wish.pk)).order_by("id")
    assert [(one.permission, one.details.get("state")) for one in noted] == [
        ("messages.edit", None), ("messages.approve", "approved"),
    ]  # fmt: skip
    assert published(client, drafted(subject="夏")) == 1


def test_a_risky_word_is_shown_and_a_forbidden_one_stops_publishing() -> None:
    client = office()
    template = drafted()
    said = {
        "name": "春",
        "purpose": "marketing",
        "channels": ["email"],
        "subject": "日本一の春",
        "seen_at": template.changed_at.isoformat(),
    }
    told = client.post(
        f"/console/messages/{template.pk}/draft/",
        {**said, "blocks": json.dumps([{"kind": "text", "text": "必ず治る"}])},
    ).json()
    assert {(one["word"], one["forbids"]) for one in told["claims"]} == {
        ("日本一", False),
        ("必ず", False),
        ("治る", True),
    }
    assert ([(one["where"], one["name"]) for one in told["troubles"]], told["is_ready"]) == ([(1, "text")], False)
    assert published(client, Template.objects.get()) == 0


def test_the_brand_kit_reaches_mail_chat_and_short_text_and_unreadable_colours_are_refused() -> None:
    client = office()
    said = {
        "paper": "#fffdf5", "ink": "#222222", "ground": "#eeeeee", "accent": "#aa3311", "font": "mincho", "corners": "round",
        "logo_width": "160", "tone": "丁寧に", "signature": "花店 一同", "sign": "花店", "watched": "!最高 | 根拠\n驚き", "never_offered": "VASE",
    }  # fmt: skip
    assert client.post("/console/settings/voice/", {**said, "ink": "#fefefe"}).status_code == 422
    assert BrandKit.objects.get().look == {}
    assert client.post("/console/settings/voice/", said).status_code == 302
    content = queries.read(
        {"subject": "s", "short": "春", "blocks": [{"kind": "button", "label": "見る", "href": "/shop/"}]}
    )
    seen = queries.preview(content, purpose="marketing")
    assert [one in seen.html for one in ("#fffdf5", "#aa3311", "Noto Serif JP", "花店 一同")] == [True] * 4
    assert (seen.chat[0]["contents"]["footer"]["contents"][0]["backgroundColor"], seen.short.splitlines()[2]) == (
        "#aa3311",
        "花店",
    )
    assert "花店 一同" in seen.text
    page = client.get("/console/settings/voice/").context
    assert (page["watched"], page["never"], page["voice"].tone) == ("!最高 | 根拠\n驚き", "VASE", "丁寧に")
    wrong = client.get("/console/settings/voice/sample/", {**said, "ground": "#333333"}).context["wrong"]
    assert [one["name"] for one in wrong] == ["Words around the paper"]
    assert (queries.look().logo_width, Look().logo_width, Voice().sign) == (160, 120, "")


def test_staff_are_shown_only_with_a_name_and_vanish_without_one() -> None:
    client = office()
    clerk = staff.hire(email="c@example.jp", name="Suzuki", role="clerk", password=None)
    at = f"/console/settings/voice/staff/{clerk.pk}/"
    client.post(at, {"shown_as": "鈴木", "words": "どうぞ", "picture": SimpleUploadedFile("a.png", PNG)})
    card = StaffCard.objects.get()
    assert (card.shown_as, card.picture is not None, card.words) == ("鈴木", True, "どうぞ")
    client.post(at, {"shown_as": ""})
    assert StaffCard.objects.count() == 0


def test_variants_are_kept_begun_and_shown_and_nobody_peeks() -> None:
    client = office()
    template = drafted()
    at = f"/console/messages/{template.pk}/split/"
    client.post(at, {"subject_B": "B", "subject_C": "", "measure": "click", "share": "30", "hours": "24", "body": "C"})
    split = Split.objects.get()
    assert (split.share, [sorted(one) for one in split.variants]) == (30, [["subject"], ["blocks", "subject"]])
    client.post(at, {"subject_B": "B", "share": "200", "hours": "24"})
    client.post(f"{at}run/")
    split.refresh_from_db()
    assert (split.share, len(split.versions), split.begun_at is not None) == (30, 3, True)
    page = client.get(f"/console/messages/{template.pk}/").context
    assert [sorted(one) for one in page["split_arms"]] == [["letter"]] * 3
    Split.objects.update(
        decided_at=clock.now(), winner=1, told={"reason": "better", "counted": [[100, 5], [100, 20], [100, 6]]}
    )
    arms = client.get(f"/console/messages/{template.pk}/").context["split_arms"]
    assert [(one["letter"], one["rate"], one["is_winner"]) for one in arms] == [
        ("A", "5.0%", False), ("B", "20.0%", True), ("C", "6.0%", False),
    ]  # fmt: skip


def test_a_trial_goes_to_five_inboxes_once_and_to_no_sixth(settings: Any) -> None:
    client = office()
    template, five = drafted(), [f"t{n}@example.jp" for n in range(5)]
    with world.server(settings) as sink:
        for to in (" ".join(five), "\n".join(five), " ".join([*five, "six@example.jp"]), "no-mail"):
            client.post(f"/console/messages/{template.pk}/trials/", {"to": to, "key": "one"})
    assert (sorted(sink.to), Trial.objects.count()) == (five, 5)


def test_the_cost_is_said_before_and_a_quota_is_never_passed() -> None:
    office()
    for number in range(3):
        keys = (
            Identifier("email", f"p{number}@mail.example"),
            *((Identifier("line_user_id", f"U{number:032x}"),) if number else ()),
        )
        record = CustomerRecord(identifiers=keys, fields={"name": "x"}, observed_at=world.NOW)
        customers.register([record], source="test", now=world.NOW)
    for point in ContactPoint.objects.all():
        consent.give(contact_point=point, purpose="marketing", source="test", now=world.NOW, proof=Proof(form="test"))
    template = drafted()
    Template.objects.update(channels=["line", "email"])
    ChannelPlan.objects.update_or_create(
        channel="line", defaults={"used": 199, "most": 200, "spare": 0, "price": 5, "read_at": clock.now()}
    )
    template = queries.templates().get(pk=template.pk)
    found = queries.costs(["line", "email"], purpose="marketing", is_advertising=True)
    assert [(one.channel, one.people, one.total, one.room, one.is_over) for one in found] == [
        ("line", 2, 10, 1, True), ("email", 1, 0, None, False),
    ]  # fmt: skip
    told = costs.told(template)
    assert ([one["people"] for one in told["lines"]], told["total"], told["is_over"]) == (["2", "1"], "¥10", True)
    ChannelPlan.objects.update(most=None)
    assert costs.told(template)["is_over"] is False


def test_for_a_person_each_field_says_what_stands_in_and_why() -> None:
    client = office()
    _node, person = shop.person()
    template = drafted(
        subject='{{ customer.name }} {{ customer.rank | default: "member" }}',
        blocks=[{"kind": "offers", "fallback": "hide"}, {"kind": "shop"}],
    )
    told = client.get(f"/console/messages/{template.pk}/preview/?person={person}").json()["reasons"]
    assert [(one["name"], one["value"], one["state"]) for one in told] == [
        ("Name", "佐藤 花子", "good"), ("Rank", "member", "warn"), ("Recommendations", "—", "warn"), ("Their shop", "—", "warn"),
    ]  # fmt: skip
    assert client.get(f"/console/messages/{template.pk}/preview/").json()["reasons"] == []
