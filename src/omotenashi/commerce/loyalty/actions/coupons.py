# SPDX-License-Identifier: Apache-2.0
"""Coupons: locked with an order, redeemed when it is paid, given back when it is not. Each key acts once.

The order of locks is person, campaign, code. Counters move by condition; what lapsed is given back before they do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.base.statements import Statement
from omotenashi.commerce.loyalty.events import CouponRedeemed
from omotenashi.commerce.loyalty.models import Campaign, CouponCode, Redemption
from omotenashi.commerce.loyalty.rules import Conflict, CouponRefused, codes

LOCK = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Use:
    """One use as it was asked for."""

    campaign_id: UUID
    code_id: UUID | None
    node_ids: list[UUID]
    order_id: UUID
    amount: int
    key: str
    now: datetime
    until: datetime
    channel: str = ""
    parent_id: UUID | None = None


class Lock(NamedTuple):
    """A code that is to be locked for an order: as `lock_coupon` takes it."""

    order_id: UUID
    amount: int
    key: str
    code: str
    campaign: str
    node_ids: tuple[UUID, ...]
    until: datetime


def lock_coupons(wanted: Sequence[Lock], *, channel: str, now: datetime) -> None:
    """Lock codes of several persons together, one each. All or nothing: raises CouponRefused, and it is void then."""
    nodes = [node for each in wanted for node in each.node_ids]
    if len(set(nodes)) < len(nodes) or len({each.code for each in wanted}) < len(wanted):
        raise ValueError("each person and each code comes once")
    said = [
        {
            "id": new_id(), "key": x.key, "order": x.order_id, "amount": x.amount, "now": now, "until": x.until,
            "hash": codes.hash_of(x.code, secret=settings.VALUE_KEY).hex(), "campaign": x.campaign,
            "nodes": sorted(x.node_ids), "channel": channel, "parent": "",
        }
        for x in wanted
    ]  # fmt: skip
    _lock_persons(nodes)
    if _LOCK.rows(said)[0][1] < len(said):
        raise CouponRefused("locked")


def lock_coupon(
    *, order_id: UUID, amount: int, key: str, now: datetime, code: str = "", campaign: str = "",
    node_ids: Iterable[UUID] = (), channel: str = "", parent: str = "", until: datetime | None = None,
) -> UUID:  # fmt: skip
    """Lock a single-use code, or one use of a campaign, for an order; give the id of the redemption.

    `amount` is what the coupon takes off, `parent` the key of the coupon it stands under. Raises CouponRefused with the
    reason, and Conflict when the key stands for another order or amount. The same key again gives the same redemption.
    """
    said = {
        "id": new_id(), "key": key, "order": order_id, "amount": amount, "now": now, "until": until or now + LOCK,
        "hash": codes.hash_of(code, secret=settings.VALUE_KEY).hex() if code else "", "campaign": campaign,
        "nodes": sorted(set(node_ids)), "channel": channel, "parent": parent,
    }  # fmt: skip
    return UUID(str(said["id"])) if _lock_at_once(said) else _lock_or_refuse(said)


@transaction.atomic(savepoint=False)
def _lock_at_once(said: Mapping[str, Any]) -> bool:
    """Lock by one statement what nothing stands against; False: nothing was written."""
    _lock_persons(said["nodes"])
    try:
        counted, noted = _LOCK.rows([said])[0]
    except IntegrityError:
        # Somebody without a person row used the same key, or the customer's last use, at the same moment.
        raise CouponRefused("per_customer") from None
    if counted and not noted:
        # Between reading and writing somebody else took the code: what was counted goes with the transaction.
        raise CouponRefused("locked")
    return bool(noted)


@transaction.atomic
def _lock_or_refuse(said: Mapping[str, Any]) -> UUID:
    """Go step by step where one statement did not do: a key that is known, a lapsed lock to give back, a reason to say."""
    key, nodes, now = said["key"], said["nodes"], said["now"]
    _lock_persons(nodes)
    known = _known(key, order_id=said["order"], amount=said["amount"])
    if known is not None:
        return known
    campaign_id, code_id = _find(said["hash"], said["campaign"], nodes=nodes, now=now)
    above = (
        Redemption.objects.filter(key=said["parent"]).values_list("id", flat=True).first() if said["parent"] else None
    )
    use = _Use(
        campaign_id=campaign_id, code_id=code_id, node_ids=nodes, order_id=said["order"], amount=said["amount"], key=key,
        now=now, until=said["until"], channel=said["channel"], parent_id=above,
    )  # fmt: skip
    try:
        with transaction.atomic():
            _count(use)
            _take_code(use)
            return _note(use)
    except IntegrityError:
        # Somebody without a person row used the same key, or the customer's last use, at the same moment.
        again = _known(key, order_id=said["order"], amount=said["amount"])
        if again is None:
            raise CouponRefused("per_customer") from None
        return again


@transaction.atomic
def redeem(*, key: str, now: datetime) -> bool:
    """Redeem what is locked under a key; False: it was redeemed before. A lapsed lock is tried afresh.

    Raises CouponRefused when it lapsed and is gone, and Conflict when it was released or rolled back.
    """
    if _redeemed(key, now=now):
        return True
    row = Redemption.objects.filter(key=key).first()
    if row is None or row.state in (Redemption.State.RELEASED, Redemption.State.ROLLED_BACK):
        raise Conflict(f"{key} is {row.state if row else 'unknown'}")
    if row.state == Redemption.State.REDEEMED:
        return False
    nodes = [row.node_id] if row.node_id else []
    use = _Use(
        campaign_id=row.campaign_id, code_id=row.code_id, node_ids=nodes, order_id=row.order_id, amount=row.amount,
        key=key, now=now, until=now + LOCK,
    )  # fmt: skip
    try:
        with transaction.atomic():
            _count(use)
            _take_code(use)
            revived = bulk.run(
                "UPDATE loyalty_redemption SET state = 'locked', locked_until = %s WHERE key = %s AND state = 'lapsed'",
                [use.until, key],
            )
    except IntegrityError:
        raise CouponRefused("per_customer") from None
    if not revived:
        raise Conflict(key)
    return _redeemed(key, now=now)


@transaction.atomic
def release_coupon(*, key: str, now: datetime) -> bool:
    """Give a locked coupon back; False: there was nothing locked under the key any more."""
    return _give_back("r.key = %(which)s AND r.state = 'locked'", key, state="released", now=now) > 0


@transaction.atomic
def roll_back(*, order_id: UUID, now: datetime) -> int:
    """Undo all coupons of an order, the whole stack at once; give their number. Codes come back if the campaign says so."""
    which = "r.order_id = %(which)s AND r.state IN ('locked', 'redeemed')"
    return _give_back(which, order_id, state="rolled_back", now=now)


@transaction.atomic
def lapse(*, now: datetime) -> int:
    """Give back what is locked beyond its time; give the number."""
    return _give_back("r.locked_until <= %(which)s AND r.state = 'locked'", now, state="lapsed", now=now)


def _redeemed(key: str, *, now: datetime) -> bool:
    done = bulk.rows(_REDEEM, {"key": key, "now": now})
    publish(
        *(
            CouponRedeemed(node_id=node, at=now, campaign=campaign, amount=amount, channel=channel)
            for node, campaign, amount, channel in done
            if node is not None
        )
    )
    return bool(done)


def _lock_persons(nodes: list[UUID]) -> None:
    """The limit of a customer counts over all memberships: one row lock for all of them."""
    if nodes:
        _PERSONS.rows({"nodes": nodes})


def _known(key: str, *, order_id: UUID, amount: int) -> UUID | None:
    row = Redemption.objects.filter(key=key).first()
    if row is None:
        return None
    if (row.order_id, row.amount) != (order_id, amount):
        raise Conflict(key)
    return row.id


def _find(hashed: str, campaign: str, *, nodes: list[UUID], now: datetime) -> tuple[UUID, UUID | None]:
    if not hashed:
        found = Campaign.objects.filter(code=campaign).values_list("id", flat=True).first()
        if found is None:
            raise CouponRefused("unknown")
        return found, None
    row = CouponCode.objects.filter(code_hash=bytes.fromhex(hashed)).first()
    if row is None or (campaign and row.campaign.code != campaign):
        raise CouponRefused("unknown")
    if row.node_id is not None and row.node_id not in nodes:
        raise CouponRefused("not_yours")
    if row.expires_at is not None and row.expires_at <= now:
        raise CouponRefused("expired")
    return row.campaign_id, row.id


def _count(use: _Use) -> None:
    """Move the campaign's counters if both caps leave room; what lapsed there is given back first."""
    which = "r.campaign_id = %(which)s AND r.state = 'locked' AND r.locked_until <= %(now)s"
    _give_back(which, use.campaign_id, state="lapsed", now=use.now)
    if not bulk.run(_COUNT, {"id": use.campaign_id, "amount": use.amount, "now": use.now}):
        row = Campaign.objects.get(pk=use.campaign_id)
        if row.stopped_at or (row.ends_at and row.ends_at <= use.now) or (row.begins_at and row.begins_at > use.now):
            raise CouponRefused("not_running")
        raise CouponRefused("exhausted" if row.used_count == row.cap_count else "budget")


def _take_code(use: _Use) -> None:
    if use.code_id is None:
        return
    if not bulk.run(_TAKE, {"id": use.code_id, "now": use.now, "until": use.until}):
        raise CouponRefused(CouponCode.objects.values_list("state", flat=True).get(pk=use.code_id))


def _note(use: _Use) -> UUID:
    """Write the redemption with the smallest free number of the customer's uses."""
    uses = Redemption.objects.filter(campaign_id=use.campaign_id, state__in=("locked", "redeemed"))
    taken = list(uses.filter(node_id__in=use.node_ids).values_list("n", flat=True))
    limit = Campaign.objects.values_list("per_customer", flat=True).get(pk=use.campaign_id)
    if limit is not None and use.node_ids and len(taken) >= limit:
        raise CouponRefused("per_customer")
    n = min(set(range(1, len(taken) + 2)) - set(taken))
    row = Redemption.objects.create(
        id=new_id(), key=use.key, campaign_id=use.campaign_id, code_id=use.code_id, order_id=use.order_id,
        parent_id=use.parent_id, node_id=use.node_ids[0] if use.node_ids else None, amount=use.amount, n=n,
        channel=use.channel, locked_at=use.now, locked_until=use.until,
    )  # fmt: skip
    return row.id


def _give_back(which: str, value: object, *, state: str, now: datetime) -> int:
    """End redemptions, free their codes, lower the counters: under the campaigns' locks, in the order of their ids."""
    said = {"which": value, "now": now, "state": state}
    if not bulk.rows(_LOCK_CAMPAIGNS.format(which=which), said):
        return 0
    return len(bulk.rows(_GIVE_BACK.format(which=which), said))


_LOCK_CAMPAIGNS = """
SELECT c.id FROM loyalty_campaign c
WHERE c.id IN (SELECT r.campaign_id FROM loyalty_redemption r WHERE {which}) ORDER BY c.id FOR UPDATE
"""
# What was rolled back after it was redeemed comes back only where the campaign says so.
_GIVE_BACK = """
WITH ended AS (
  UPDATE loyalty_redemption r SET state = %(state)s, ended_at = %(now)s WHERE {which}
  RETURNING r.id, r.campaign_id, r.code_id, r.amount
), freed AS (
  UPDATE loyalty_couponcode k SET locked_until = NULL, redeemed_at = NULL, state = CASE
    WHEN k.state = 'redeemed' AND NOT c.reissue THEN 'void' WHEN k.node_id IS NULL THEN 'issued' ELSE 'assigned' END
  FROM ended e JOIN loyalty_campaign c ON c.id = e.campaign_id WHERE k.id = e.code_id
), lowered AS (
  UPDATE loyalty_campaign c SET used_amount = c.used_amount - e.amount, used_count = c.used_count - e.n
  FROM (SELECT campaign_id, sum(amount) AS amount, count(*) AS n FROM ended GROUP BY 1) e WHERE c.id = e.campaign_id
)
SELECT id FROM ended
"""
_COUNT = """
UPDATE loyalty_campaign SET used_amount = used_amount + %(amount)s, used_count = used_count + 1
WHERE id = %(id)s AND stopped_at IS NULL AND (begins_at IS NULL OR begins_at <= %(now)s)
  AND (ends_at IS NULL OR ends_at > %(now)s) AND (cap_count IS NULL OR used_count + 1 <= cap_count)
  AND (cap_amount IS NULL OR used_amount + %(amount)s <= cap_amount)
"""
_TAKE = """
UPDATE loyalty_couponcode SET state = 'locked', locked_until = %(until)s
WHERE id = %(id)s AND state IN ('issued', 'assigned') AND (expires_at IS NULL OR expires_at > %(now)s)
"""
_PERSONS = Statement("""
SELECT p.id FROM customers_person p WHERE p.id IN (
  SELECT n.person_id FROM jsonb_to_record($1::jsonb) AS d(nodes uuid[])
  JOIN customers_nodeperson n ON n.node_id = ANY(d.nodes)
) ORDER BY p.id FOR UPDATE OF p
""")
# Persons' locks held; then the locks of campaigns and codes, in this order: each step takes what the one before gave.
# Several persons with one code each count together: a cap that has no room for all of them has room for none.
_LOCK = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, key text, "order" uuid, amount bigint, now timestamptz,
    until timestamptz, hash text, campaign text, nodes uuid[], channel text, parent text)
  LIMIT jsonb_array_length($1::jsonb)
), used AS (
  SELECT d.id, r.campaign_id, r.n FROM d JOIN loyalty_redemption r ON r.node_id = ANY(d.nodes)
  WHERE r.state IN ('locked', 'redeemed')
), ok AS (
  SELECT d.id, d.amount, c.id AS campaign_id, k.id AS code_id, u.n
  FROM d LEFT JOIN loyalty_couponcode k ON k.code_hash = decode(d.hash, 'hex')
  JOIN loyalty_campaign c ON CASE WHEN d.hash = '' THEN c.code = d.campaign ELSE c.id = k.campaign_id END
  CROSS JOIN LATERAL (
    SELECT count(*) AS times, coalesce(max(n), 0) + 1 AS n FROM used WHERE used.id = d.id AND campaign_id = c.id
  ) u
  WHERE d.parent = '' AND (d.campaign = '' OR c.code = d.campaign) AND u.n = u.times + 1
    AND (c.per_customer IS NULL OR d.nodes = '{}' OR u.times < c.per_customer)
    AND (k.id IS NULL OR (k.state IN ('issued', 'assigned') AND (k.expires_at IS NULL OR k.expires_at > d.now)
      AND (k.node_id IS NULL OR k.node_id = ANY(d.nodes))))
    AND NOT EXISTS (SELECT 1 FROM loyalty_redemption r WHERE r.key = d.key)
    AND NOT EXISTS (SELECT 1 FROM loyalty_redemption r WHERE r.campaign_id = c.id AND r.state = 'locked'
      AND r.locked_until <= d.now)
), locked AS MATERIALIZED (
  SELECT c.id FROM loyalty_campaign c WHERE c.id IN (SELECT campaign_id FROM ok) ORDER BY c.id FOR UPDATE
), counted AS (
  UPDATE loyalty_campaign c SET used_amount = c.used_amount + s.amount, used_count = c.used_count + s.times
  FROM locked l JOIN (SELECT campaign_id, sum(amount)::bigint AS amount, count(*)::int AS times FROM ok GROUP BY 1) s
    ON s.campaign_id = l.id
  WHERE c.id = l.id AND c.stopped_at IS NULL AND (c.begins_at IS NULL OR c.begins_at <= (SELECT max(now) FROM d))
    AND (c.ends_at IS NULL OR c.ends_at > (SELECT max(now) FROM d))
    AND (c.cap_count IS NULL OR c.used_count + s.times <= c.cap_count)
    AND (c.cap_amount IS NULL OR c.used_amount + s.amount <= c.cap_amount)
  RETURNING c.id
), taken AS (
  UPDATE loyalty_couponcode k SET state = 'locked', locked_until = d.until
  FROM counted c JOIN ok ON ok.campaign_id = c.id JOIN d ON d.id = ok.id
  WHERE k.id = ok.code_id AND k.state IN ('issued', 'assigned') AND (k.expires_at IS NULL OR k.expires_at > d.now)
  RETURNING k.id
), noted AS (
  INSERT INTO loyalty_redemption (id, key, campaign_id, code_id, order_id, node_id, amount, n, channel, state,
    locked_at, locked_until)
  SELECT d.id, d.key, c.id, ok.code_id, d."order", d.nodes[1], d.amount, ok.n, d.channel, 'locked', d.now, d.until
  FROM counted c JOIN ok ON ok.campaign_id = c.id JOIN d ON d.id = ok.id LEFT JOIN taken t ON t.id = ok.code_id
  WHERE ok.code_id IS NULL OR t.id IS NOT NULL
  RETURNING id
)
SELECT (SELECT count(*) FROM counted), (SELECT count(*) FROM noted)
""")
_REDEEM = """
WITH done AS (
  UPDATE loyalty_redemption SET state = 'redeemed', redeemed_at = %(now)s WHERE key = %(key)s AND state = 'locked'
  RETURNING id, code_id, campaign_id, node_id, amount, channel
), used AS (
  UPDATE loyalty_couponcode c SET state = 'redeemed', redeemed_at = %(now)s, locked_until = NULL FROM done d
  WHERE c.id = d.code_id
)
SELECT d.node_id, c.code, d.amount, d.channel FROM done d JOIN loyalty_campaign c ON c.id = d.campaign_id
"""
