# SPDX-License-Identifier: Apache-2.0
"""紹介: one customer brings another; both get points once, when the friend has bought for the first time."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.commerce.loyalty.actions.earning import Earning, earn
from omotenashi.commerce.loyalty.models import Referral
from omotenashi.commerce.loyalty.rules import codes
from omotenashi.commerce.loyalty.rules.referrals import Traits, refused
from omotenashi.people.customers.models import NodePerson


def link_of(node_id: UUID) -> str:
    """Give the word of a member's friend link: signed, so that nobody can put another's name in it."""
    return f"{node_id.hex}.{codes.sign(f'refer|{node_id}', secret=settings.VALUE_KEY)[:32]}"


def referrer_of(link: str) -> UUID | None:
    """Give whose link it is; None when it is not one of ours."""
    written, _, signature = link.partition(".")
    try:
        node_id = UUID(hex=written)
    except ValueError:
        return None
    return node_id if signature and link_of(node_id) == f"{node_id.hex}.{signature}" else None


@transaction.atomic
def refer(*, referrer: UUID, friend: UUID, traits: Traits, friends_traits: Traits, now: datetime) -> str:
    """Note who brought whom; give why it was refused, or an empty text. Who came once came through one friend."""
    owners = dict(NodePerson.objects.filter(node_id__in=[referrer, friend]).values_list("node_id", "person_id"))
    same = referrer == friend or owners.get(referrer, referrer) == owners.get(friend, friend)
    if same:
        return "same_person"
    reason = refused(traits, friends_traits)
    row, _ = Referral.objects.get_or_create(
        friend_id=friend,
        defaults={
            "id": new_id(), "referrer_id": referrer, "referred_at": now, "reason": reason,
            "refused_at": now if reason else None,
        },
    )  # fmt: skip
    if row.referrer_id != referrer:
        return "referred_before"
    return row.reason


@transaction.atomic
def reward_referral(*, friend_nodes: Iterable[UUID], points: int, friends_points: int, now: datetime) -> bool:
    """Give both their points when the friend has bought; say whether this call did it."""
    due = Referral.objects.select_for_update().filter(
        friend_id__in=set(friend_nodes), rewarded_at=None, refused_at=None
    ).order_by("referred_at", "id").first()  # fmt: skip
    if due is None:
        return False
    Referral.objects.filter(pk=due.pk).update(rewarded_at=now)
    both = ((due.referrer_id, points, "by"), (due.friend_id, friends_points, "to"))
    earn([Earning(node_id=node, amount=n, key=f"referral:{due.id}:{who}") for node, n, who in both], now=now)
    return True
