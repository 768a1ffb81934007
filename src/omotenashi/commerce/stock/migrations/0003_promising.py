# SPDX-License-Identifier: Apache-2.0
"""A promise is one statement: levels are locked and looked at in one step, and what ran out is told from there.

So a reservation outside of a transaction needs no BEGIN and no COMMIT of its own: one round trip instead of three.
"""

from django.db import migrations

# Reserve (p_kind) or allocate (p_kind is null). The caller sums per level; p_levels say which level each line is of.
# No row means: done. Otherwise what was promised under this key before (`known`), or what lacks (`lacking`).
PROMISE = """
CREATE FUNCTION stock_promise(
  p_variants uuid[], p_locations uuid[], p_sums int[], p_buffers int[],
  p_ids uuid[], p_levels int[], p_quantities int[], p_owner_types text[], p_owner_ids text[],
  p_kind text, p_key text, p_expires timestamptz, p_now timestamptz, p_heard text[]
) RETURNS TABLE (outcome text, id uuid, variant_id uuid, location_id uuid, quantity int, free int)
LANGUAGE plpgsql SET lock_timeout = '2s' SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  fits boolean;
  level record;
BEGIN
  SELECT count(*) = cardinality(p_variants) AND bool_and(x.free >= x.q) INTO fits FROM (
    SELECT w.q, l.on_hand - l.reserved - l.allocated - w.b + l.backorder_limit AS free
    FROM stock_stocklevel l JOIN unnest(p_variants, p_locations, p_sums, p_buffers) w(v, p, q, b)
      ON l.variant_id = w.v AND l.location_id = w.p
    ORDER BY l.variant_id, l.location_id FOR UPDATE OF l) x;
  -- Only now: whoever came first with this key has committed, because both want the same levels.
  IF p_kind IS NULL THEN
    RETURN QUERY SELECT 'known', a.id, a.variant_id, a.location_id, a.quantity, 0
      FROM stock_allocation a WHERE a.key = p_key ORDER BY a.line;
  ELSE
    RETURN QUERY SELECT 'known', r.id, r.variant_id, r.location_id, r.quantity, 0
      FROM stock_reservation r WHERE r.key = p_key ORDER BY r.line;
  END IF;
  IF FOUND THEN RETURN; END IF;
  IF NOT fits THEN
    RETURN QUERY SELECT 'lacking', NULL::uuid, w.v, w.p, w.q, coalesce(
        greatest(0, l.on_hand - l.reserved - l.allocated - w.b + l.backorder_limit), 0)
      FROM unnest(p_variants, p_locations, p_sums, p_buffers) w(v, p, q, b)
      LEFT JOIN stock_stocklevel l ON l.variant_id = w.v AND l.location_id = w.p
      WHERE l.variant_id IS NULL OR l.on_hand - l.reserved - l.allocated - w.b + l.backorder_limit < w.q;
    RETURN;
  END IF;
  IF p_kind IS NULL THEN
    INSERT INTO stock_allocation (id, variant_id, location_id, quantity, owner_type, owner_id, key, line, opened_at)
    SELECT i.id, p_variants[i.level], p_locations[i.level], i.q, i.ot, i.oi, p_key, i.n, p_now
    FROM unnest(p_ids, p_levels, p_quantities, p_owner_types, p_owner_ids)
      WITH ORDINALITY i(id, level, q, ot, oi, n);
  ELSE
    INSERT INTO stock_reservation (
      id, kind, variant_id, location_id, quantity, expires_at, owner_type, owner_id, key, line, held_at)
    SELECT i.id, p_kind, p_variants[i.level], p_locations[i.level], i.q, p_expires, i.ot, i.oi, p_key, i.n, p_now
    FROM unnest(p_ids, p_levels, p_quantities, p_owner_types, p_owner_ids)
      WITH ORDINALITY i(id, level, q, ot, oi, n);
  END IF;
  FOR level IN UPDATE stock_stocklevel l SET version = l.version + 1,
      reserved = l.reserved + CASE WHEN p_kind IS NULL THEN 0 ELSE w.q END,
      allocated = l.allocated + CASE WHEN p_kind IS NULL THEN w.q ELSE 0 END
    FROM unnest(p_variants, p_locations, p_sums) w(v, p, q)
    WHERE l.variant_id = w.v AND l.location_id = w.p
    RETURNING w.v, w.p, w.q, l.on_hand - l.reserved - l.allocated AS free
  LOOP
    IF level.free <= 0 AND level.free + level.q > 0 THEN
      PERFORM outbox_publish(stock_new_id(), 'stock.StockRanOut',
        jsonb_build_object('variant_id', level.v, 'location_id', level.p, 'at', p_now), p_heard);
    END IF;
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("stock", "0002_promises"), ("outbox", "0003_publishing")]
    operations = [migrations.RunSQL("DROP FUNCTION stock_promise;" + PROMISE, "DROP FUNCTION stock_promise;")]
