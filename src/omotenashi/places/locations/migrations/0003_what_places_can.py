# SPDX-License-Identifier: Apache-2.0
"""Places that are there already can do what their kind can (rules/capabilities.py, as it is today)."""

from django.db import migrations

SQL = """
UPDATE locations_location SET can_ship = kind IN ('store', 'dc'), can_pickup = kind IN ('store', 'partner'),
  can_try_on = kind IN ('store', 'showroom'), can_take_back = kind <> 'virtual';
"""


class Migration(migrations.Migration):
    dependencies = [("locations", "0002_capabilities_hours_terms")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
