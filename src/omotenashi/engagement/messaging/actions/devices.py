# SPDX-License-Identifier: Apache-2.0
"""A browser takes notifications, or does not any more. Its key pair is made once, when the first browser asks."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from omotenashi.base import keyring
from omotenashi.engagement.messaging.models import ChannelAccount, PushDevice
from omotenashi.engagement.messaging.queries import accounts, devices
from omotenashi.engagement.messaging.queries.devices import Subscription
from omotenashi.engagement.messaging.rules import browsers, notes
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.consent.models import Suppression, WordingVersion
from omotenashi.people.customers.actions import anchors, registrations
from omotenashi.people.customers.actions.nodes import hash_of
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import ContactPoint, NodePerson

_PURPOSE, _SOURCE = "marketing", "portal"
# Keys that are nobody by themselves: a browser, a visit, a receipt, an address.
_NAMELESS = ("push_endpoint", "anonymous_id", "device_id", "receipt", "post")


class BadSubscription(Exception):
    """Not what a browser tells: keys that are none, or a company that nobody knows."""


class SomebodyElses(Exception):
    """This browser already takes somebody else's notifications: it has to ask for a new address first."""


@transaction.atomic
def vapid_keys(*, now: datetime) -> devices.Keys:
    """Give the installation's pair; it is made with the first call and kept sealed. A new one would silence everybody."""
    try:
        return devices.keys()
    except devices.NoKeys:
        private, public = browsers.new_pair()
        sealed = keyring.sealed({"private": private, "public": public}, about=accounts.about(devices.CHANNEL))
        # Of two who ask at once the first one's pair holds.
        account = ChannelAccount(channel=devices.CHANNEL, sealed=sealed, hints={"public": public}, set_at=now)
        ChannelAccount.objects.bulk_create([account], ignore_conflicts=True)
        return devices.keys()


@transaction.atomic
def subscribe(
    given: Subscription,
    *,
    owner: Identifier | None,
    agent: str,
    proof: Proof,
    wording: WordingVersion | None,
    now: datetime,
) -> PushDevice:
    """Let a browser take notifications, for `owner` where it is known whose it is. Raises BadSubscription, SomebodyElses.

    That it was asked for is the yes to advertising there; whoever takes it back does so there alone.
    """
    _check(given)
    digest = Identifier("push_endpoint", notes.digest_of(given.endpoint))
    _refuse_others(digest, owner)
    identifiers = (digest, owner) if owner else (digest,)
    record = CustomerRecord(identifiers=identifiers, observed_at=now)
    registrations.register([record], source=_SOURCE, now=now, cause_id=f"push:{digest.value}")
    point = ContactPoint.objects.get(channel=devices.CHANNEL, address_hash=hash_of(digest), node__erased_at=None)
    values = {
        "endpoint": given.endpoint, "p256dh": given.p256dh, "auth": given.auth, "label": notes.label_of(agent),
        "is_standin": given.endpoint.startswith(browsers.STANDIN), "made_at": now, "ended_at": None, "end_reason": "",
    }  # fmt: skip
    values["visitor_id"] = _visitor(owner, now=now)
    device = PushDevice.objects.update_or_create(contact_point=point, defaults=values)[0]
    _lift(point, now=now)
    consent.give(
        contact_point=point, purpose=_PURPOSE, source=_SOURCE, now=now, proof=proof, wording=wording, actor="customer"
    )
    return device


@transaction.atomic
def renew(old_endpoint: str, given: Subscription, *, proof: Proof, now: datetime) -> PushDevice | None:
    """Follow a browser that changed its address by itself; who knows the old one is its owner. Raises BadSubscription."""
    _check(given)
    digest = hash_of(Identifier("push_endpoint", notes.digest_of(old_endpoint)))
    found = PushDevice.objects.filter(contact_point__channel=devices.CHANNEL, contact_point__address_hash=digest)
    before = found.filter(ended_at=None).select_related("contact_point").select_for_update(of=("self",)).first()
    if before is None:
        return None
    owner = _owner(before.contact_point.node_id)
    wording = WordingVersion.objects.filter(consententry__contact_point=before.contact_point).order_by("-id").first()
    end([before.contact_point_id], reason="renewed", now=now)
    device = subscribe(given, owner=owner, agent="", proof=proof, wording=wording, now=now)
    PushDevice.objects.filter(pk=device.pk).update(label=before.label)
    return device


@transaction.atomic
def remove(point_id: UUID, *, proof: Proof, now: datetime) -> bool:
    """Take a device off the list, as its owner wants; say whether it was on it."""
    device = devices.device(point_id)
    if device is None:
        return False
    point = device.contact_point
    consent.withdraw(contact_point=point, purpose=_PURPOSE, source=_SOURCE, now=now, proof=proof, actor="customer")
    consent.suppress(contact_point=point, reason="unsubscribed", now=now, scope="all", by=devices.CHANNEL)
    return end([point_id], reason="removed", now=now) > 0


@transaction.atomic
def follow_visitors(*, now: datetime) -> int:
    """Join browsers of visitors to the persons they became meanwhile; say how many. Two keys of a visit alone join nobody."""
    mine = NodePerson.objects.filter(node=OuterRef("contact_point__node"))
    waiting = PushDevice.objects.filter(ended_at=None, visitor__nodeperson__isnull=False).exclude(Exists(mine))
    records = [
        CustomerRecord(
            identifiers=(Identifier("push_endpoint", str(device.contact_point.node.value)), owner), observed_at=now
        )
        for device in waiting.select_related("contact_point__node", "visitor")
        if (owner := _owner(device.visitor_id)) is not None
    ]
    if records:
        registrations.register(records, source=_SOURCE, now=now)
    return len(records)


def end(point_ids: Iterable[UUID], *, reason: str, now: datetime) -> int:
    """End devices; where they were reached and their keys are forgotten."""
    live = PushDevice.objects.filter(pk__in=list(point_ids), ended_at=None)
    return live.update(ended_at=now, end_reason=reason, endpoint="", p256dh="", auth="")


def _check(given: Subscription) -> None:
    is_standin = given.endpoint.startswith(f"{browsers.STANDIN}/push/")
    if not is_standin and not devices.is_service(given.endpoint):
        raise BadSubscription("endpoint")
    if not browsers.are_keys(given.p256dh, given.auth):
        raise BadSubscription("keys")


def _refuse_others(digest: Identifier, owner: Identifier | None) -> None:
    """Two people at one browser must not become one person by it."""
    persons = NodePerson.objects.filter(node__type=digest.type, node__value=digest.value, node__erased_at=None)
    known = persons.values_list("person_id", flat=True).first()
    if known is None:
        return
    mine = NodePerson.objects.filter(person_id=known, node__type=owner.type, node__value=owner.value) if owner else None
    if mine is None or not mine.exists():
        raise SomebodyElses


def _visitor(owner: Identifier | None, *, now: datetime) -> UUID | None:
    """Give the node of a visitor who is nobody yet."""
    if owner is None or owner.type not in _NAMELESS:
        return None
    [found] = anchors.resolve([anchors.Asked((owner,), now)], now=now)
    return found.node_id if found else None


def _owner(node_id: UUID | None) -> Identifier | None:
    """Give an identifier that is a person by itself, of whoever a node belongs to: the oldest."""
    person = NodePerson.objects.filter(node=node_id).values("person_id")
    kin = NodePerson.objects.filter(person_id__in=person, node__erased_at=None).exclude(node__type__in=_NAMELESS)
    found = kin.order_by("node__seq").values_list("node__type", "node__value").first()
    return Identifier(found[0], found[1]) if found and found[1] else None


def _lift(point: ContactPoint, *, now: datetime) -> None:
    """Who asks again may be written to again; what the law or the staff stopped stays stopped."""
    stops = Suppression.objects.filter(
        channel=point.channel, address_hash=bytes(point.address_hash), lifted_at=None, by=devices.CHANNEL
    )
    for one in stops:
        consent.lift(suppression_id=one.pk, by="customer", reason="asked for notifications again", now=now)
