# SPDX-License-Identifier: Apache-2.0
"""Everything that is sold, with what it will cost when: what a till keeps that must go on without a line."""

from datetime import datetime

from omotenashi.base import bulk


def planned(*, channel: str, at: datetime, until: datetime) -> str:
    """Give all variants that are not withdrawn as a JSON array, each with its prices from now on until a moment.

    A row is [sku, product, name, options, category, brand, barcodes, tax rate, withdrawn at, folded words, prices]; a
    price is [from, amount, tax included], the first from 0. Moments are microseconds since 1970. One statement, and
    the text is made in the database: 20,000 variants become no objects here. The price is that of `prices_of`.
    """
    [(said,)] = bulk.rows(_PLANNED, {"channel": channel, "at": at, "until": until})
    return str(said)


# Lists and prices that may say something in the window; then at each moment at which one begins or ends, the best.
_PLANNED = """
WITH held AS MATERIALIZED (
  SELECT s.variant_id, p.amount, l.tax_included, l.priority, l.channel_id IS NOT NULL AS own, s.min_quantity, l.code,
         greatest(lower(p.valid), lower(l.valid), %(at)s::timestamptz) AS begins,
         least(upper(p.valid), upper(l.valid)) AS ends
  FROM catalogue_priceslot s JOIN catalogue_pricelist l ON l.id = s.list_id JOIN catalogue_price p ON p.slot_id = s.id
  WHERE s.min_quantity <= 1 AND l.customer_group = '' AND (l.channel_id IS NULL OR l.channel_id = %(channel)s)
    AND p.valid && tstzrange(%(at)s, %(until)s) AND (l.valid IS NULL OR l.valid && tstzrange(%(at)s, %(until)s))
), turns AS (
  SELECT variant_id, %(at)s::timestamptz AS t FROM held UNION SELECT variant_id, begins FROM held
  UNION SELECT variant_id, ends FROM held WHERE ends < %(until)s
), best AS (
  SELECT DISTINCT ON (t.variant_id, t.t) t.variant_id, t.t, h.amount, h.tax_included
  FROM turns t LEFT JOIN held h
    ON h.variant_id = t.variant_id AND h.begins <= t.t AND (h.ends IS NULL OR t.t < h.ends)
  ORDER BY t.variant_id, t.t, h.priority DESC, h.own DESC, h.min_quantity DESC, h.amount, h.code
), plan AS (
  SELECT b.variant_id, json_agg(json_build_array(
    CASE WHEN b.t <= %(at)s THEN 0 ELSE (extract(epoch FROM b.t) * 1000000)::bigint END,
    coalesce(b.amount, v.price), coalesce(b.tax_included, true)) ORDER BY b.t) AS prices
  FROM best b JOIN catalogue_variant v ON v.id = b.variant_id GROUP BY 1
)
SELECT coalesce(json_agg(json_build_array(
  v.sku, p.code, trim(coalesce(nullif(p.name, ''), p.code) || ' ' || v.name), v.name, p.category, p.brand, v.barcodes,
  v.tax_rate, (extract(epoch FROM p.withdrawn_at) * 1000000)::bigint, p.folded,
  coalesce(n.prices, json_build_array(json_build_array(0, v.price, true)))) ORDER BY v.sku), '[]')::text
FROM catalogue_variant v JOIN catalogue_product p ON p.id = v.product_id LEFT JOIN plan n ON n.variant_id = v.id
WHERE p.withdrawn_at IS NULL OR p.withdrawn_at > %(at)s
"""
