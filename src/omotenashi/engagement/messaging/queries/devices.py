# SPDX-License-Identifier: Apache-2.0
"""Browsers that take notifications: whose they are, how they are reached, and the key by which they know us."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from django.conf import settings

from omotenashi.engagement.messaging.models import ChannelAccount, Message, PushDevice
from omotenashi.engagement.messaging.queries.accounts import about
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules import browsers, notes
from omotenashi.people.consent.queries.verdicts import verdicts
from omotenashi.people.customers.models import NodePerson
from omotenashi.places.locations import queries as places

CHANNEL, _TYPE = "push", "push_endpoint"


@dataclass(frozen=True, slots=True)
class Keys:
    """The installation's pair for VAPID, as the protocol writes them."""

    private: str
    public: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """What a browser tells when its owner agrees."""

    endpoint: str
    p256dh: str
    auth: str


class NoKeys(Exception):
    """No browser has ever asked, so none were made."""


def keys() -> Keys:
    """Give the pair. Raises NoKeys."""
    account = ChannelAccount.objects.filter(pk=CHANNEL).first()
    if account is None:
        raise NoKeys
    kept = account.opened(about=about(CHANNEL))
    if not kept:
        raise NoKeys
    return Keys(kept["private"], kept["public"])


def contact() -> str:
    """Say who answers for what we push, as push services want it."""
    kit = places.kit()
    mail = str((kit.legal if kit else {}).get("mail") or "")
    return f"mailto:{mail}" if mail else policy().origin or "mailto:postmaster@localhost"


def by_address(addresses: Sequence[str]) -> dict[str, PushDevice]:
    """Give the live devices of addresses: one read for any number of them."""
    found = PushDevice.objects.filter(contact_point__node__value__in=addresses, ended_at=None)
    return {str(one.contact_point.node.value): one for one in found.select_related("contact_point__node")}


def beside(messages: Mapping[UUID, str], *, now: datetime) -> dict[UUID, list[PushDevice]]:
    """Give by message the other live devices of its reader where the same may be said: few reads for any number of them.

    `messages` says at which address each is. Trials of the house are no messages: they go to their address alone.
    """
    purposes = dict(Message.objects.filter(pk__in=messages).values_list("pk", "purpose_id"))
    owners = dict(
        NodePerson.objects.filter(node__type=_TYPE, node__value__in=messages.values()).values_list(
            "node__value", "person_id"
        )
    )
    live = PushDevice.objects.filter(ended_at=None, contact_point__node__nodeperson__person__in=owners.values())
    others: dict[UUID, list[PushDevice]] = defaultdict(list)
    for one in live.select_related("contact_point__node__nodeperson").order_by("-made_at"):
        others[one.contact_point.node.nodeperson.person_id].append(one)
    said = {
        purpose: verdicts([one.contact_point for found in others.values() for one in found], purpose=purpose, now=now)
        for purpose in set(purposes.values())
    }
    return {
        message: [
            one for one in others[owners[messages[message]]]
            if one.contact_point.node.value != messages[message] and said[purpose][one.contact_point_id].allowed
        ]
        for message, purpose in purposes.items()
        if messages[message] in owners
    }  # fmt: skip


def devices_of(node_ids: Iterable[UUID]) -> list[PushDevice]:
    """Give the live devices of somebody, the newest first."""
    found = PushDevice.objects.filter(contact_point__node__in=list(node_ids), ended_at=None)
    return list(found.select_related("contact_point").order_by("-made_at"))


def device(point_id: UUID) -> PushDevice | None:
    """Give one live device."""
    return PushDevice.objects.filter(pk=point_id, ended_at=None).select_related("contact_point__node").first()


def has_real() -> bool:
    """Say whether a browser that exists takes notifications."""
    return PushDevice.objects.filter(ended_at=None, is_standin=False).exists()


def count_devices() -> int:
    """Count the devices that take notifications."""
    return PushDevice.objects.filter(ended_at=None).count()


def is_service(endpoint: str) -> bool:
    """Say whether an endpoint is one of a push service that is known here."""
    return notes.is_service(endpoint, also=tuple(settings.PUSH_SERVICES))


def standin_of(name: str) -> Subscription:
    """Give what a browser that there is not would tell: what is sent to it can be read in the inbox for trials."""
    key, auth = standin_pair(name)
    endpoint = f"{browsers.STANDIN}/push/{name}"
    return Subscription(endpoint=endpoint, p256dh=browsers.public_of(key), auth=browsers.coded(auth))


def standin_pair(name: str) -> tuple[EllipticCurvePrivateKey, bytes]:
    """Give the keys of a browser that there is not; they are this installation's own."""
    return browsers.standin_pair(name, secret=settings.CARD_KEY)
