# SPDX-License-Identifier: Apache-2.0
"""SPF, DKIM and DMARC of the domains we send from, asked of a name server on this machine."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import dns.flags
import dns.message
import dns.rrset
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.actions import senders
from omotenashi.engagement.messaging.models import SenderCheck
from omotenashi.engagement.messaging.queries.names import Dns
from omotenashi.engagement.messaging.rules import senders as rules
from omotenashi.engagement.messaging.tests import world

KEY = "MIIBIjANBgkq"


@contextmanager
def name_server(texts: Mapping[str, list[str]], *, is_mute: bool = False) -> Iterator[Dns]:
    """A name server on a port of its own that knows some texts, or says nothing at all."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        here.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                try:
                    asked, whom = here.recvfrom(4096)
                except OSError:
                    return
                if asked == b"end":
                    return
                if not is_mute:
                    here.sendto(_answer(asked, texts), whom)

        serving = threading.Thread(target=serve)
        serving.start()
        yield Dns(servers=["127.0.0.1"], port=here.getsockname()[1], seconds=0.4)
        here.sendto(b"end", here.getsockname())
        serving.join()


def _answer(asked: bytes, texts: Mapping[str, list[str]]) -> bytes:
    question = dns.message.from_wire(asked)
    name = question.question[0].name
    answer = dns.message.make_response(question)
    answer.flags |= dns.flags.RA
    # A text is written in pieces of at most 255 bytes.
    said = [" ".join(f'"{one[at : at + 200]}"' for at in range(0, len(one), 200)) for one in texts.get(name.to_text(omit_final_dot=True), [])]  # fmt: skip
    if said:
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *said))
    return answer.to_wire()


@pytest.fixture
def signing(settings: Any) -> str:
    """A house that signs; give the public key as it is published."""
    pem = (
        rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    )
    settings.DKIM_KEY, settings.DKIM_SELECTOR, settings.DKIM_DOMAIN = pem, "omo", ""
    settings.MARKETING_FROM_EMAIL, settings.DEFAULT_FROM_EMAIL = "花店 <news@news.hana.example>", "no-reply@localhost"
    settings.RETURN_ADDRESS = ""
    settings.MAILERS = {"default": {"BACKEND": "x", "OPTIONS": {"host": "smtp.hana.example"}}}
    return senders._public_key()


@pytest.mark.django_db
def test_a_house_whose_records_are_right_is_told_so_and_when(signing: str) -> None:
    texts = {
        "news.hana.example": ["google-site-verification=x", "v=spf1 include:_spf.mail.example ~all"],
        "omo._domainkey.news.hana.example": [f"v=DKIM1; k=rsa; p={signing}"],
        # The policy of the domain above counts for this one.
        "_dmarc.hana.example": ["v=DMARC1; p=quarantine"],
    }
    with name_server(texts) as resolver:
        [kept] = messaging.look_at_senders(now=world.NOW, resolver=resolver)
    assert [one.state for one in rules.read(kept.records)] == ["ok", "ok", "ok"]
    assert (kept.domain, kept.looked_at) == ("news.hana.example", world.NOW)


@pytest.mark.django_db
def test_what_is_missing_comes_with_the_record_to_publish(signing: str) -> None:
    with name_server({}) as resolver:
        [kept] = messaging.look_at_senders(now=world.NOW, resolver=resolver)
    assert [(one.state, one.name, one.publish) for one in rules.read(kept.records)] == [
        ("missing", "news.hana.example", "v=spf1 a:smtp.hana.example ~all"),
        ("missing", "omo._domainkey.news.hana.example", f"v=DKIM1; k=rsa; p={signing}"),
        ("missing", "_dmarc.news.hana.example", "v=DMARC1; p=none; rua=mailto:dmarc@news.hana.example"),
    ]


@pytest.mark.django_db
def test_a_name_server_that_does_not_answer_is_told_apart_from_a_record_that_is_not_there(signing: str) -> None:
    del signing
    with name_server({}, is_mute=True) as resolver:
        [kept] = messaging.look_at_senders(now=world.NOW, resolver=resolver)
    assert [one.state for one in rules.read(kept.records)] == ["unknown", "unknown", "unknown"]


@pytest.mark.django_db
def test_a_domain_we_send_from_no_more_is_forgotten(signing: str, settings: Any) -> None:
    del signing
    with name_server({}) as resolver:
        messaging.look_at_senders(now=world.NOW, resolver=resolver)
        settings.MARKETING_FROM_EMAIL = "news@localhost"
        assert messaging.look_at_senders(now=world.NOW, resolver=resolver) == []
    assert SenderCheck.objects.count() == 0


@pytest.mark.parametrize(
    ("found", "state", "why", "publish"),
    [
        (["v=spf1 -all"], "ok", "", ""),
        (["v=spf1 redirect=_spf.mail.example"], "ok", "", ""),
        (["v=spf1 mx +all"], "wrong", "open", "v=spf1 mx ~all"),
        (["v=spf1 mx"], "wrong", "open", "v=spf1 mx ~all"),
        (["v=spf1 mx ~all", "v=spf1 include:b.example -all"], "wrong", "several", "v=spf1 mx include:b.example ~all"),
        (["v=spf10 mx"], "missing", "", "v=spf1 mx ~all"),
    ],
)
def test_spf_is_one_record_that_ends(found: list[str], state: str, why: str, publish: str) -> None:
    record = rules.spf("hana.example", found, host="")
    assert (record.state, record.why, record.publish) == (state, why, publish)


@pytest.mark.parametrize(
    ("found", "key", "state", "why"),
    [
        ([f"v=DKIM1; p={KEY}"], KEY, "ok", ""),
        ([f"k=rsa; p={KEY[:4]} {KEY[4:]}"], KEY, "ok", ""),
        (["v=DKIM1; p="], KEY, "wrong", "other_key"),
        (["v=DKIM1; p=a", "v=DKIM1; p=b"], KEY, "wrong", "several"),
        ([f"v=DKIM1; p={KEY}"], "", "missing", "no_key"),
    ],
)
def test_dkim_holds_the_key_with_which_we_sign(found: list[str], key: str, state: str, why: str) -> None:
    record = rules.dkim("hana.example", found, selector="omo", key=key)
    assert (record.state, record.why) == (state, why)


@pytest.mark.parametrize(
    ("text", "signs_as", "state", "why"),
    [
        ("v=DMARC1; p=none", "hana.example", "ok", ""),
        ("v=DMARC1; p=maybe", "hana.example", "wrong", "policy"),
        ("v=DMARC1; p=reject; adkim=s", "mail.example", "wrong", "strict"),
        ("v=DMARC1; p=reject; adkim=s", "hana.example", "ok", ""),
        ("v=spf1 -all", "hana.example", "missing", ""),
    ],
)
def test_dmarc_names_a_policy_that_our_signature_keeps(text: str, signs_as: str, state: str, why: str) -> None:
    record = rules.dmarc("hana.example", {"hana.example": [text]}, signs_as=signs_as)
    assert (record.state, record.why) == (state, why)
