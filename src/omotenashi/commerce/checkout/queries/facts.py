# SPDX-License-Identifier: Apache-2.0
"""All that the books say about what a quote depends on, read by one statement at one moment.

The parts are those of the apps that own the tables; here they only stand side by side.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from omotenashi.base.statements import Statement
from omotenashi.commerce.catalogue.queries.prices import BEST
from omotenashi.commerce.checkout.rules import Line, Terms
from omotenashi.commerce.checkout.rules import terms as rules
from omotenashi.commerce.checkout.rules.problems import PLACED
from omotenashi.commerce.loyalty.queries import balances
from omotenashi.commerce.loyalty.queries.pricing import RUNNING, Coupon, Seen, hash_of
from omotenashi.commerce.stock.queries import FREE
from omotenashi.places.locations.queries.selling import SELLING


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A line that nobody stores: of a sale at a till."""

    key: UUID
    place: int
    variant: UUID
    quantity: int
    mode: str
    location: UUID | None


class Facts(msgspec.Struct, frozen=True):
    """What the books said. `coupons` is by the hash of a code, in hexadecimal; `rank` is empty for who has none."""

    lines: tuple[Line, ...]
    campaigns: tuple[Seen, ...]
    coupons: dict[str, Coupon]
    points: int
    has_bought: bool
    rank: str
    settings: msgspec.Raw
    currency: str
    zone: str

    @property
    def terms(self) -> Terms:
        """The terms of sale of the moment."""
        return _terms(bytes(self.settings))


def of_basket(basket_id: UUID, **asked: Any) -> Facts:
    """Give the facts about what lies in a basket."""
    return _read(basket=basket_id, lines=[], **asked)


def of_lines(lines: Sequence[Wanted], **asked: Any) -> Facts:
    """Give the facts about lines that nobody stores; a variant that is not known is left out."""
    return _read(basket=None, lines=lines, **asked)


def _read(
    *, basket: UUID | None, lines: Sequence[Wanted], channel: str, node_ids: Sequence[UUID] = (),
    codes: Sequence[str] = (), now: datetime,
) -> Facts:  # fmt: skip
    hashes = [hash_of(code).hex() for code in codes]
    said = {
        "basket": basket, "lines": lines, "channel": channel, "nodes": list(node_ids), "hashes": hashes, "now": now
    }  # fmt: skip
    return _decode((_OF_LINES if basket is None else _OF_BASKET).rows(said)[0][0])


_decode = msgspec.json.Decoder(Facts).decode


@lru_cache(maxsize=64)
def _terms(settings: bytes) -> Terms:
    """Make terms of what is stored. Many baskets are quoted under one version."""
    return rules.read(msgspec.json.decode(settings))


_HERE = f"x.mode <> ALL('{{{','.join(sorted(PLACED))}}}') OR l.location_id = x.location"
_PRICE = BEST % {"quantity": "1", "at": "d.now", "channel": "d.channel", "group": "''"}
_POINTS = balances.BALANCE % {
    "nodes": "(SELECT nodes FROM d)::uuid[]", "kind": "'free_points'", "now": "(SELECT now FROM d)"
}  # fmt: skip
_PLACES = SELLING % {"channel": "(SELECT channel FROM d)"}
_STORED = """
  SELECT l.id AS key, row_number() OVER (ORDER BY l.added_at, l.id)::int AS place, l.variant_id AS variant, l.quantity,
    l.mode, l.location_id AS location
  FROM checkout_basketline l WHERE l.basket_id = (SELECT basket FROM d)
"""
# So many as are said: left to itself PostgreSQL expects a hundred, and hashes tables that it has to look two rows up in.
_SAID = """
  SELECT l.key, l.place, l.variant, l.quantity, l.mode, l.location
  FROM d CROSS JOIN LATERAL (
    SELECT * FROM jsonb_to_recordset(d.lines) AS l(key uuid, place int, variant uuid, quantity int, mode text,
      location uuid) LIMIT jsonb_array_length(d.lines)
  ) l
"""
_FACTS = f"""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_record($1::jsonb) AS d(basket uuid, lines jsonb, channel text, nodes uuid[], hashes text[],
    now timestamptz)
), said AS (
{{said}}
), places AS MATERIALIZED ({_PLACES})
SELECT json_build_object(
  'lines', (
    SELECT coalesce(json_agg(json_build_object(
      'key', x.key, 'variant_id', v.id, 'sku', v.sku, 'name', trim(coalesce(nullif(p.name, ''), p.code) || ' ' || v.name),
      'quantity', x.quantity, 'mode', x.mode, 'location_id', x.location, 'location', w.code, 'product', p.code,
      'category', p.category, 'unit_price', coalesce(b.amount, v.price), 'tax_rate', v.tax_rate,
      'tax_included', coalesce(b.tax_included, true), 'sellable', coalesce(f.free, 0), 'is_sure', f.sure IS NOT FALSE,
      'is_published', p.withdrawn_at IS NULL OR p.withdrawn_at > d.now
    ) ORDER BY x.place), '[]')
    FROM d CROSS JOIN said x JOIN catalogue_variant v ON v.id = x.variant
    JOIN catalogue_product p ON p.id = v.product_id LEFT JOIN locations_location w ON w.id = x.location
    LEFT JOIN LATERAL ({_PRICE}) b ON true
    LEFT JOIN LATERAL (
      SELECT sum({FREE}) FILTER (WHERE l.confidence >= s.min_confidence) AS free,
        bool_or(l.confidence >= s.min_confidence) AS sure
      FROM places s CROSS JOIN LATERAL (
        SELECT * FROM stock_stocklevel l WHERE l.variant_id = v.id AND l.location_id = s.location_id OFFSET 0
      ) l WHERE {_HERE}
    ) f ON true
  ),
  'campaigns', (
    SELECT coalesce(json_agg(json_build_object(
      'id', r.id, 'version', r.version, 'changed_at', r.changed_at, 'amount', r.amount, 'count', r.count
    ) ORDER BY r.priority, r.code), '[]') FROM ({RUNNING}) r
  ),
  'coupons', (
    SELECT coalesce(json_object_agg(encode(k.code_hash, 'hex'), json_build_object(
      'campaign', c.code, 'node_id', k.node_id, 'expires_at', k.expires_at, 'state', k.state,
      'locked_until', k.locked_until
    )), '{{}}') FROM d CROSS JOIN unnest(d.hashes) h JOIN loyalty_couponcode k ON k.code_hash = decode(h, 'hex')
    JOIN loyalty_campaign c ON c.id = k.campaign_id
  ),
  'points', (SELECT b.available FROM ({_POINTS}) b(available, pending, held, ends, ends_at)),
  'has_bought', EXISTS (SELECT 1 FROM orders_order o WHERE o.node_id = ANY((SELECT nodes FROM d)::uuid[])
    AND o.cancelled_at IS NULL),
  'rank', coalesce((SELECT t.tier FROM loyalty_tierstate t WHERE t.node_id = ANY((SELECT nodes FROM d)::uuid[])
    ORDER BY t.decided_at DESC, t.node_id LIMIT 1), ''),
  'settings', coalesce((SELECT t.settings FROM checkout_termsversion t WHERE t.used_since <= (SELECT now FROM d)
    ORDER BY t.used_since DESC LIMIT 1), '{{}}')
    || coalesce((SELECT v.settings FROM orders_serviceversion v WHERE v.used_since <= (SELECT now FROM d)
    ORDER BY v.used_since DESC LIMIT 1), '{{}}'),
  'currency', coalesce((SELECT currency FROM locations_retailer LIMIT 1), 'JPY'),
  'zone', coalesce((SELECT zone FROM locations_retailer LIMIT 1), 'Asia/Tokyo')
)::text
"""
_OF_BASKET, _OF_LINES = (Statement(_FACTS.replace("{said}", said)) for said in (_STORED, _SAID))
