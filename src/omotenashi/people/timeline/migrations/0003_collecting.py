# SPDX-License-Identifier: Apache-2.0
"""Sources with write keys, entries as they come over HTTP, keys that count for seven days, and refused items."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions
from django.db import migrations, models

# One index less than before: the primary key in the order of `seq` serves the readers too. A person's page probes
# `timeline_entry_node`; `received_at` is told apart by the month's partition and its BRIN.
ENTRY = """
ALTER TABLE timeline_entry
  ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN type text NOT NULL DEFAULT 'event',
  ADD COLUMN others uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN original_at timestamptz,
  ADD COLUMN sent_at timestamptz,
  ADD COLUMN context jsonb NOT NULL DEFAULT '{}';
ALTER TABLE timeline_entry DROP CONSTRAINT timeline_entry_source_id_fkey;
DROP INDEX timeline_entry_seq;
ALTER TABLE timeline_entry DROP CONSTRAINT timeline_entry_pkey;
ALTER TABLE timeline_entry ADD PRIMARY KEY (seq, received_at);
"""
# The key is the first 128 bits of SHA-256 over trust class and message id; as uuid it takes 16 bytes and compares fast.
DEDUP = """
CREATE TABLE timeline_entrydedup (
  day date NOT NULL,
  message_key uuid NOT NULL,
  PRIMARY KEY (message_key, day)
) PARTITION BY LIST (day);
DO $$ BEGIN
  EXECUTE format('CREATE TABLE timeline_entrydedup_%s PARTITION OF timeline_entrydedup FOR VALUES IN (%L)',
    to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM_DD'), (now() AT TIME ZONE 'UTC')::date);
END $$;
INSERT INTO timeline_entrydedup (day, message_key)
SELECT (now() AT TIME ZONE 'UTC')::date,
  encode(substring(sha256(convert_to('t' || message_id, 'UTF8')) FROM 1 FOR 16), 'hex')::uuid
FROM timeline_entrykey ON CONFLICT DO NOTHING;
DROP TABLE timeline_entrykey;
"""


class Migration(migrations.Migration):
    dependencies = [("timeline", "0002_entries")]
    operations = [
        migrations.AddField("source", "write_key", models.TextField(null=True, unique=True)),
        migrations.AddField("source", "shared_device", models.BooleanField(default=False)),
        migrations.AddField(
            "source",
            "allowed_origins",
            django.contrib.postgres.fields.ArrayField(models.TextField(), default=list),
        ),
        migrations.AddField("source", "orders_authoritative", models.BooleanField(default=False)),
        migrations.AddField("source", "rate_limit", models.IntegerField(default=1000)),
        migrations.AddField("source", "bearer_hash", models.BinaryField(max_length=32, null=True)),
        migrations.AddField("source", "bearer_only", models.BooleanField(default=False)),
        migrations.AddField("source", "created_at", models.DateTimeField(db_default=django.db.models.functions.Now())),
        migrations.AddField("source", "revoked_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Rejected",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("received_at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("detail", models.TextField()),
                ("raw", models.TextField()),
                ("replayed_at", models.DateTimeField(null=True)),
                (
                    "source",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="timeline.source"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["source", "-received_at"], name="timeline_rejected_newest")],
            },
        ),
        migrations.CreateModel(
            name="SourceHour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("entries", models.BigIntegerField(default=0)),
                ("repeats", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="timeline.source")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["source", "hour"], name="timeline_one_count_an_hour")],
            },
        ),
        migrations.RunSQL(ENTRY, migrations.RunSQL.noop),
        migrations.RunSQL(DEDUP, migrations.RunSQL.noop),
    ]
