# SPDX-License-Identifier: Apache-2.0
"""All that the books say about what a quote depends on, read by one statement at one moment.

The parts are those of the apps that own the tables; here they only stand side by side.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import msgspec

from omotenashi.base.statements import Statement
from omotenashi.commerce.catalogue.queries.prices import BEST
from omotenashi.commerce.checkout.rules import Line, Terms
from omotenashi.commerce.checkout.rules import terms as rules
from omotenashi.commerce.checkout.rules.problems import PLACED
from omotenashi.commerce.loyalty.queries import balances
from omotenashi.commerce.loyalty.queries.pricing import RUNNING, Coupon, Seen, hash_of
from omotenashi.commerce.orders.queries import GIFT_CARDS
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


def of_basket(
    basket_id: UUID, *, channel: str, node_ids: Sequence[UUID] = (), codes: Sequence[str] = (), now: datetime
) -> Facts:
    """Give the facts about what lies in a basket."""
    return of_baskets([(basket_id, node_ids, codes)], channel=channel, now=now)[0]


def of_baskets(
    asked: Sequence[tuple[UUID, Sequence[UUID], Sequence[str]]], *, channel: str, now: datetime
) -> list[Facts]:
    """Give the facts about baskets of one channel, each with who buys and the codes to look at, at one moment."""
    baskets = [
        {"place": n, "basket": basket, "lines": [], "nodes": list(nodes), "hashes": [hash_of(x).hex() for x in codes]}
        for n, (basket, nodes, codes) in enumerate(asked)
    ]
    return [_decode(row[0]) for row in _OF_BASKETS.rows({"channel": channel, "now": now, "baskets": baskets})]


def of_lines(
    lines: Sequence[Wanted], *, channel: str, node_ids: Sequence[UUID] = (), codes: Sequence[str] = (), now: datetime
) -> Facts:
    """Give the facts about lines that nobody stores; a variant that is not known is left out."""
    return of_all_lines([(lines, node_ids, codes)], channel=channel, now=now)[0]


def of_all_lines(
    asked: Sequence[tuple[Sequence[Wanted], Sequence[UUID], Sequence[str]]], *, channel: str, now: datetime
) -> list[Facts]:
    """Give the facts about sales of one channel, each with who buys and the codes to look at, at one moment."""
    sales = [
        {"place": n, "lines": lines, "nodes": list(nodes), "hashes": [hash_of(x).hex() for x in codes]}
        for n, (lines, nodes, codes) in enumerate(asked)
    ]
    return [_decode(row[0]) for row in _OF_LINES.rows({"channel": channel, "now": now, "baskets": sales})]


_decode = msgspec.json.Decoder(Facts).decode


@lru_cache(maxsize=64)
def _terms(settings: bytes) -> Terms:
    """Make terms of what is stored. Many baskets are quoted under one version."""
    return rules.read(msgspec.json.decode(settings))


_HERE = f"x.mode <> ALL('{{{','.join(sorted(PLACED))}}}') OR l.location_id = x.location"
_PRICE = BEST % {"quantity": "1", "at": "d.now", "channel": "d.channel", "group": "''"}
_POINTS = balances.BALANCE % {
    "nodes": "d.nodes", "kind": "'free_points'", "now": "(SELECT now FROM c)"
}  # fmt: skip
_PLACES = SELLING % {"channel": "(SELECT channel FROM c)"}
_STORED = """
  SELECT l.id AS key, row_number() OVER (ORDER BY l.added_at, l.id)::int AS place, l.variant_id AS variant, l.quantity,
    l.mode, l.location_id AS location
  FROM checkout_basketline l WHERE l.basket_id = d.basket
"""
# So many as are said: left to itself PostgreSQL expects a hundred, and hashes tables that it has to look two rows up in.
_SAID = """
  SELECT l.key, l.place, l.variant, l.quantity, l.mode, l.location
  FROM (
    SELECT * FROM jsonb_to_recordset(d.lines) AS l(key uuid, place int, variant uuid, quantity int, mode text,
      location uuid) LIMIT jsonb_array_length(d.lines)
  ) l
"""
_FACTS = f"""
WITH c AS MATERIALIZED (
  SELECT * FROM jsonb_to_record($1::jsonb) AS c(channel text, now timestamptz, baskets jsonb)
), d AS MATERIALIZED (
  SELECT d.*, c.channel, c.now FROM c CROSS JOIN LATERAL (
    SELECT * FROM jsonb_to_recordset(c.baskets) AS d(place int, basket uuid, lines jsonb, nodes uuid[], hashes text[])
    LIMIT jsonb_array_length(c.baskets)
  ) d
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
    FROM ({{said}}) x JOIN catalogue_variant v ON v.id = x.variant
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
    )), '{{}}') FROM unnest(d.hashes) h JOIN loyalty_couponcode k ON k.code_hash = decode(h, 'hex')
    JOIN loyalty_campaign c ON c.id = k.campaign_id
  ),
  'points', (SELECT b.available FROM ({_POINTS}) b(available, pending, held, ends, ends_at)),
  'has_bought', EXISTS (SELECT 1 FROM orders_order o WHERE o.node_id = ANY(d.nodes)
    AND o.cancelled_at IS NULL AND o.origin <> '{GIFT_CARDS}'),
  'rank', coalesce((SELECT t.tier FROM loyalty_tierstate t WHERE t.node_id = ANY(d.nodes)
    ORDER BY t.decided_at DESC, t.node_id LIMIT 1), ''),
  'settings', coalesce((SELECT t.settings FROM checkout_termsversion t WHERE t.used_since <= (SELECT now FROM c)
    ORDER BY t.used_since DESC LIMIT 1), '{{}}')
    || coalesce((SELECT v.settings FROM orders_serviceversion v WHERE v.used_since <= (SELECT now FROM c)
    ORDER BY v.used_since DESC LIMIT 1), '{{}}'),
  'currency', coalesce((SELECT currency FROM locations_retailer LIMIT 1), 'JPY'),
  'zone', coalesce((SELECT zone FROM locations_retailer LIMIT 1), 'Asia/Tokyo')
)::text FROM d ORDER BY d.place
"""
_OF_BASKETS, _OF_LINES = (Statement(_FACTS.replace("{said}", said)) for said in (_STORED, _SAID))
