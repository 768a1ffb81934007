# SPDX-License-Identifier: Apache-2.0
"""What a provider said and what went through a drawer is append-only; the tenders of an intent sum to its amount."""

from django.db import migrations

from omotenashi.base.promises import keep

SUM = """
CREATE FUNCTION payments_tenders_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  one uuid := CASE TG_TABLE_NAME WHEN 'payments_intent' THEN NEW.id ELSE (to_jsonb(NEW)->>'intent_id')::uuid END;
BEGIN
  IF (SELECT amount FROM payments_intent WHERE id = one)
     IS DISTINCT FROM (SELECT coalesce(sum(amount), 0) FROM payments_tender WHERE intent_id = one) THEN
    RAISE EXCEPTION 'the tenders of intent % do not sum to its amount', one
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_tenders_sum';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_intent_sum AFTER INSERT OR UPDATE OF amount ON payments_intent
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_tenders_sum();
CREATE CONSTRAINT TRIGGER payments_tender_sum AFTER INSERT OR UPDATE OF amount ON payments_tender
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_tenders_sum();
"""
UNDO = """
DROP TRIGGER payments_intent_sum ON payments_intent;
DROP TRIGGER payments_tender_sum ON payments_tender;
DROP FUNCTION payments_tenders_sum();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_first"), ("outbox", "0002_functions")]
    operations = [
        migrations.RunSQL(keep("payments_paymentevent") + keep("payments_cashentry"), migrations.RunSQL.noop),
        migrations.RunSQL(SUM, UNDO),
    ]
