# SPDX-License-Identifier: Apache-2.0
"""Functions that promise, free and book: one call, one round trip, levels locked in one order (ADR 0025).

Whatever changes a level ends with `short` being what is promised and not there:
greatest(0, reserved + allocated - on_hand - backorder_limit); rows of the shortage table explain it. The plans are
always the same (levels by their key), so they are made once a connection and not weighed anew with each call.
"""

from django.db import migrations

from omotenashi.base.promises import keep

NEW_ID = """
CREATE FUNCTION stock_new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
    substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
    52, 1), 53, 1), 'hex')::uuid
$$;
"""

# More short: a new row says why. Less: the oldest rows are resolved first.
EXPLAIN = """
CREATE FUNCTION stock_explain(
  p_variant uuid, p_location uuid, p_change int, p_cause text, p_resolution text, p_now timestamptz
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  rest int := -p_change;
  opened record;
  made uuid;
BEGIN
  IF p_change > 0 THEN
    made := stock_new_id();
    INSERT INTO stock_shortage (id, variant_id, location_id, quantity, remaining, cause, opened_at)
    VALUES (made, p_variant, p_location, p_change, p_change, p_cause, p_now);
    RETURN made;
  END IF;
  FOR opened IN SELECT s.id, s.remaining FROM stock_shortage s
    WHERE s.variant_id = p_variant AND s.location_id = p_location AND s.remaining > 0 ORDER BY s.id
  LOOP
    EXIT WHEN rest <= 0;
    UPDATE stock_shortage s SET remaining = s.remaining - least(rest, opened.remaining),
      resolved_at = CASE WHEN opened.remaining <= rest THEN p_now END, resolution = p_resolution
    WHERE s.id = opened.id;
    rest := rest - opened.remaining;
  END LOOP;
  RETURN NULL;
END $$;
"""

# Reserve (p_kind) or allocate (p_kind is null). The caller sums per level; p_lines say which level each line is of.
PROMISE = """
CREATE FUNCTION stock_promise(
  p_variants uuid[], p_locations uuid[], p_sums int[], p_buffers int[],
  p_ids uuid[], p_levels int[], p_quantities int[], p_owner_types text[], p_owner_ids text[],
  p_kind text, p_key text, p_expires timestamptz, p_now timestamptz
) RETURNS TABLE (outcome text, id uuid, variant_id uuid, location_id uuid, quantity int, free int)
LANGUAGE plpgsql SET lock_timeout = '2s' SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  PERFORM 1 FROM stock_stocklevel l JOIN unnest(p_variants, p_locations) w(v, p)
    ON l.variant_id = w.v AND l.location_id = w.p
    ORDER BY l.variant_id, l.location_id FOR UPDATE OF l;
  -- Only now: whoever came first with this key has committed, because both want the same levels.
  IF p_kind IS NULL THEN
    RETURN QUERY SELECT 'known', a.id, a.variant_id, a.location_id, a.quantity, 0
      FROM stock_allocation a WHERE a.key = p_key ORDER BY a.line;
  ELSE
    RETURN QUERY SELECT 'known', r.id, r.variant_id, r.location_id, r.quantity, 0
      FROM stock_reservation r WHERE r.key = p_key ORDER BY r.line;
  END IF;
  IF FOUND THEN RETURN; END IF;
  RETURN QUERY SELECT 'lacking', NULL::uuid, w.v, w.p, w.q, coalesce(
      greatest(0, l.on_hand - l.reserved - l.allocated - w.b + l.backorder_limit), 0)
    FROM unnest(p_variants, p_locations, p_sums, p_buffers) w(v, p, q, b)
    LEFT JOIN stock_stocklevel l ON l.variant_id = w.v AND l.location_id = w.p
    WHERE l.variant_id IS NULL OR l.on_hand - l.reserved - l.allocated - w.b + l.backorder_limit < w.q;
  IF FOUND THEN RETURN; END IF;
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
  RETURN QUERY UPDATE stock_stocklevel l SET version = l.version + 1,
      reserved = l.reserved + CASE WHEN p_kind IS NULL THEN 0 ELSE w.q END,
      allocated = l.allocated + CASE WHEN p_kind IS NULL THEN w.q ELSE 0 END
    FROM unnest(p_variants, p_locations, p_sums) w(v, p, q)
    WHERE l.variant_id = w.v AND l.location_id = w.p
    RETURNING 'taken', NULL::uuid, w.v, w.p, w.q, l.on_hand - l.reserved - l.allocated;
END $$;
"""

# What was promised falls; the rows themselves are closed by the caller, who holds their locks.
FREE = """
CREATE FUNCTION stock_free(p_reservations uuid[], p_allocations uuid[], p_resolution text, p_now timestamptz)
RETURNS TABLE (variant_id uuid, location_id uuid, quantity int, free int) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  level record;
BEGIN
  FOR level IN
    WITH gone AS (
      SELECT r.variant_id AS v, r.location_id AS p, r.quantity AS held, 0 AS sold
      FROM stock_reservation r WHERE r.id = ANY (p_reservations)
      UNION ALL
      SELECT a.variant_id, a.location_id, 0, a.quantity FROM stock_allocation a WHERE a.id = ANY (p_allocations)
    ), sums AS (SELECT v, p, sum(held)::int AS held, sum(sold)::int AS sold FROM gone GROUP BY v, p)
    SELECT l.id, s.v, s.p, s.held, s.sold FROM stock_stocklevel l JOIN sums s ON l.variant_id = s.v AND l.location_id = s.p
    ORDER BY s.v, s.p
  LOOP
    RETURN QUERY SELECT * FROM stock_lower(level.id, level.held, level.sold, p_resolution, p_now);
  END LOOP;
END $$;
CREATE FUNCTION stock_lower(p_level bigint, p_held int, p_sold int, p_resolution text, p_now timestamptz)
RETURNS TABLE (variant_id uuid, location_id uuid, quantity int, free int) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  was record;
  needed int;
BEGIN
  SELECT l.* INTO was FROM stock_stocklevel l WHERE l.id = p_level FOR UPDATE;
  needed := greatest(0, was.reserved + was.allocated - p_held - p_sold - was.on_hand - was.backorder_limit);
  UPDATE stock_stocklevel l SET reserved = l.reserved - p_held, allocated = l.allocated - p_sold, short = needed,
    version = l.version + 1 WHERE l.id = p_level;
  IF needed < was.short THEN
    PERFORM stock_explain(was.variant_id, was.location_id, needed - was.short, '', p_resolution, p_now);
  END IF;
  RETURN QUERY SELECT was.variant_id, was.location_id, p_held + p_sold,
    was.on_hand - was.reserved - was.allocated + p_held + p_sold;
END $$;
"""

RELEASE = """
CREATE FUNCTION stock_release(
  p_key text, p_owner_type text, p_owner_id text, p_reservations uuid[], p_allocations uuid[], p_resolution text,
  p_now timestamptz
) RETURNS TABLE (variant_id uuid, location_id uuid, quantity int, free int)
LANGUAGE plpgsql SET lock_timeout = '2s' SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  held uuid[];
  sold uuid[];
BEGIN
  SELECT array_agg(x.id) INTO held FROM (
    SELECT r.id FROM stock_reservation r
    WHERE r.state = 'held' AND (
      r.key = p_key OR (r.owner_id = p_owner_id AND r.owner_type = p_owner_type) OR r.id = ANY (p_reservations))
    ORDER BY r.id FOR UPDATE) x;
  SELECT array_agg(x.id) INTO sold FROM (
    SELECT a.id FROM stock_allocation a
    WHERE a.state IN ('open', 'picked') AND (
      a.key = p_key OR (a.owner_id = p_owner_id AND a.owner_type = p_owner_type) OR a.id = ANY (p_allocations))
    ORDER BY a.id FOR UPDATE) x;
  IF held IS NULL AND sold IS NULL THEN RETURN; END IF;
  UPDATE stock_reservation r SET state = 'released', released_at = p_now WHERE r.id = ANY (held);
  UPDATE stock_allocation a SET state = 'released', released_at = p_now WHERE a.id = ANY (sold);
  RETURN QUERY SELECT * FROM stock_free(held, sold, p_resolution, p_now);
END $$;
"""

EXPIRE = """
CREATE FUNCTION stock_expire(p_now timestamptz, p_limit int) RETURNS int
LANGUAGE plpgsql SET lock_timeout = '2s' SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  due uuid[];
BEGIN
  WITH lapsed AS (
    SELECT r.id FROM stock_reservation r WHERE r.state = 'held' AND r.expires_at <= p_now
    ORDER BY r.expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), closed AS (
    UPDATE stock_reservation r SET state = 'expired', expired_at = p_now FROM lapsed WHERE r.id = lapsed.id
    RETURNING r.id
  ) SELECT array_agg(closed.id) INTO due FROM closed;
  IF due IS NOT NULL THEN
    PERFORM stock_free(due, NULL, 'yielded', p_now);
  END IF;
  RETURN coalesce(cardinality(due), 0);
END $$;
"""

# A hold becomes a sale. One that lapsed is tried afresh, and may reach into the buffer: it has been paid for.
CONVERT = """
CREATE FUNCTION stock_convert(p_key text, p_owner_types text[], p_owner_ids text[], p_now timestamptz)
RETURNS TABLE (outcome text, id uuid, variant_id uuid, location_id uuid, quantity int, free int)
LANGUAGE plpgsql SET lock_timeout = '2s' SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  PERFORM 1 FROM stock_reservation r WHERE r.key = p_key ORDER BY r.id FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  RETURN QUERY SELECT 'known', a.id, a.variant_id, a.location_id, a.quantity, 0
    FROM stock_allocation a JOIN stock_reservation r ON r.id = a.reservation_id
    WHERE a.key = p_key AND r.key = p_key ORDER BY a.line;
  IF FOUND THEN RETURN; END IF;
  RETURN QUERY SELECT 'released', r.id, r.variant_id, r.location_id, r.quantity, 0
    FROM stock_reservation r WHERE r.key = p_key AND r.state = 'released' ORDER BY r.line;
  IF FOUND THEN RETURN; END IF;
  PERFORM 1 FROM stock_stocklevel l WHERE (l.variant_id, l.location_id) IN (
      SELECT r.variant_id, r.location_id FROM stock_reservation r WHERE r.key = p_key)
    ORDER BY l.variant_id, l.location_id FOR UPDATE;
  RETURN QUERY WITH lapsed AS (
      SELECT r.variant_id AS v, r.location_id AS p, sum(r.quantity)::int AS q FROM stock_reservation r
      WHERE r.key = p_key AND r.state = 'expired' GROUP BY r.variant_id, r.location_id)
    SELECT 'lacking', NULL::uuid, s.v, s.p, s.q, coalesce(
      greatest(0, l.on_hand - l.reserved - l.allocated + l.backorder_limit), 0)
    FROM lapsed s LEFT JOIN stock_stocklevel l ON l.variant_id = s.v AND l.location_id = s.p
    WHERE l.id IS NULL OR l.on_hand - l.reserved - l.allocated + l.backorder_limit < s.q;
  IF FOUND THEN RETURN; END IF;
  UPDATE stock_stocklevel l SET reserved = l.reserved - s.held, allocated = l.allocated + s.q, version = l.version + 1
  FROM (SELECT r.variant_id AS v, r.location_id AS p, sum(r.quantity)::int AS q,
      coalesce(sum(r.quantity) FILTER (WHERE r.state = 'held'), 0)::int AS held
    FROM stock_reservation r WHERE r.key = p_key GROUP BY r.variant_id, r.location_id) s
  WHERE l.variant_id = s.v AND l.location_id = s.p;
  UPDATE stock_reservation r SET state = 'converted', converted_at = p_now WHERE r.key = p_key;
  RETURN QUERY INSERT INTO stock_allocation AS a (
      id, variant_id, location_id, quantity, owner_type, owner_id, reservation_id, key, line, opened_at)
    SELECT stock_new_id(), r.variant_id, r.location_id, r.quantity,
      coalesce(p_owner_types[least(r.line, cardinality(p_owner_types))], r.owner_type),
      coalesce(p_owner_ids[least(r.line, cardinality(p_owner_ids))], r.owner_id), r.id, p_key, r.line, p_now
    FROM stock_reservation r WHERE r.key = p_key ORDER BY r.line
    RETURNING 'taken', a.id, a.variant_id, a.location_id, a.quantity, 0;
END $$;
"""

# Goods move. What leaves and was not in the book is found first; what was promised and is gone is short.
BOOK = """
CREATE FUNCTION stock_book(
  p_variants uuid[], p_locations uuid[], p_buckets text[], p_deltas int[], p_reasons text[], p_keys text[],
  p_freed int[], p_act uuid, p_source text, p_ref text, p_actor text, p_device text, p_resolution text,
  p_at timestamptz, p_now timestamptz
) RETURNS TABLE (
  outcome text, variant_id uuid, location_id uuid, before int, on_hand int, free_before int, free int,
  found int, shortage_id uuid, risen int
) LANGUAGE plpgsql SET lock_timeout = '2s' SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  step record;
  was record;
  hand int; broken int; shown int; coming int;
  needed int;
BEGIN
  INSERT INTO stock_stocklevel (variant_id, location_id)
    SELECT DISTINCT w.v, w.p FROM unnest(p_variants, p_locations) w(v, p)
    WHERE NOT EXISTS (SELECT 1 FROM stock_stocklevel l WHERE l.variant_id = w.v AND l.location_id = w.p)
    ORDER BY w.v, w.p ON CONFLICT (variant_id, location_id) DO NOTHING;
  PERFORM 1 FROM stock_stocklevel l WHERE (l.variant_id, l.location_id) IN (
      SELECT w.v, w.p FROM unnest(p_variants, p_locations) w(v, p))
    ORDER BY l.variant_id, l.location_id FOR UPDATE;
  IF EXISTS (SELECT 1 FROM stock_movement m WHERE m.source = p_source AND m.source_key = ANY (p_keys)) THEN
    RETURN QUERY SELECT 'known', NULL::uuid, NULL::uuid, 0, 0, 0, 0, 0, NULL::uuid, 0;
    RETURN;
  END IF;
  INSERT INTO stock_movement (id, variant_id, location_id, bucket, delta, reason, act, ref, actor, device,
      occurred_at, source, source_key)
    SELECT stock_new_id(), w.v, w.p, w.b, w.d, w.r, p_act, p_ref, p_actor, p_device, p_at, p_source, w.k
    FROM unnest(p_variants, p_locations, p_buckets, p_deltas, p_reasons, p_keys) w(v, p, b, d, r, k) WHERE w.d <> 0;
  FOR step IN SELECT w.v, w.p, min(w.k) AS k, sum(w.f)::int AS freed,
      coalesce(sum(w.d) FILTER (WHERE w.b = 'on_hand'), 0)::int AS hand,
      coalesce(sum(w.d) FILTER (WHERE w.b = 'damaged'), 0)::int AS broken,
      coalesce(sum(w.d) FILTER (WHERE w.b = 'display'), 0)::int AS shown,
      coalesce(sum(w.d) FILTER (WHERE w.b = 'in_transit'), 0)::int AS coming
    FROM unnest(p_variants, p_locations, p_buckets, p_deltas, p_keys, p_freed) w(v, p, b, d, k, f)
    GROUP BY w.v, w.p ORDER BY w.v, w.p
  LOOP
    SELECT l.* INTO was FROM stock_stocklevel l WHERE l.variant_id = step.v AND l.location_id = step.p;
    hand := greatest(0, -(was.on_hand + step.hand));
    broken := greatest(0, -(was.damaged + step.broken));
    shown := greatest(0, -(was.display + step.shown));
    coming := greatest(0, -(was.in_transit + step.coming));
    INSERT INTO stock_movement (id, variant_id, location_id, bucket, delta, reason, act, ref, actor, device,
        occurred_at, source, source_key)
      SELECT stock_new_id(), step.v, step.p, f.b, f.d, 'found', p_act, p_ref, p_actor, p_device, p_at, p_source,
        step.k || ':found:' || f.b
      FROM (VALUES ('on_hand', hand), ('damaged', broken), ('display', shown), ('in_transit', coming)) f(b, d)
      WHERE f.d > 0;
    needed := greatest(0, was.reserved + was.allocated - step.freed - was.on_hand - step.hand - hand
      - was.backorder_limit);
    UPDATE stock_stocklevel l SET on_hand = l.on_hand + step.hand + hand, damaged = l.damaged + step.broken + broken,
      display = l.display + step.shown + shown, in_transit = l.in_transit + step.coming + coming,
      allocated = l.allocated - step.freed, short = needed, version = l.version + 1,
      confidence = greatest(0, l.confidence - 15 * hand), doubt = l.doubt + 15 * hand,
      count_wanted_at = CASE WHEN hand > 0 THEN coalesce(l.count_wanted_at, p_now) ELSE l.count_wanted_at END
    WHERE l.id = was.id;
    RETURN QUERY SELECT 'booked', step.v, step.p, was.on_hand, was.on_hand + step.hand + hand,
      was.on_hand - was.reserved - was.allocated,
      was.on_hand + step.hand + hand - was.reserved - was.allocated + step.freed, hand,
      CASE WHEN needed <> was.short
        THEN stock_explain(step.v, step.p, needed - was.short, p_source || ':' || step.k, p_resolution, p_now) END,
      needed - was.short;
  END LOOP;
END $$;
"""
NAMES = ("book", "convert", "expire", "release", "lower", "free", "promise", "explain", "new_id")
UNDO = "".join(f"DROP FUNCTION IF EXISTS stock_{name};" for name in NAMES)
# Levels change in place: no index holds what changes, and each page keeps room for the next version of its rows.
ROOM = "ALTER TABLE stock_stocklevel SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02);"


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_first"), ("outbox", "0002_functions")]
    operations = [
        migrations.RunSQL(NEW_ID + EXPLAIN + PROMISE + FREE + RELEASE + EXPIRE + CONVERT + BOOK, UNDO),
        migrations.RunSQL(ROOM + keep("stock_movement"), migrations.RunSQL.noop),
    ]
