# SPDX-License-Identifier: Apache-2.0
"""The cache that all processes share: how often a sign-in failed, and the like. After a crash it begins empty."""

from django.db import migrations

SQL = """
CREATE UNLOGGED TABLE base_cache (
  cache_key varchar(255) PRIMARY KEY,
  value text NOT NULL,
  expires timestamptz NOT NULL
);
CREATE INDEX base_cache_expires ON base_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("idempotency", "0001_first")]
    operations = [migrations.RunSQL(SQL, "DROP TABLE base_cache")]
