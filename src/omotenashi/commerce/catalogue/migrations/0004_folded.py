# SPDX-License-Identifier: Apache-2.0
"""The words of products that are known already, for ranking; they are spelled anew when a product is registered."""

from django.db import migrations

SQL = """
UPDATE catalogue_product p SET folded = lower(p.name || chr(10) || concat_ws(chr(10), p.brand, p.category, p.code, (
  SELECT string_agg(v.sku || chr(10) || array_to_string(v.barcodes, chr(10)), chr(10))
  FROM catalogue_variant v WHERE v.product_id = p.id)))
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_prices")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
