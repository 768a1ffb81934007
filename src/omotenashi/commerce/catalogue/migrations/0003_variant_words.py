# SPDX-License-Identifier: Apache-2.0
"""Products that are there already are found by the names of their variants, too (小箱, M, 墨)."""

from typing import Any

from django.db import migrations

from omotenashi.base.text import search
from omotenashi.commerce.catalogue.rules import words

_WORDS = """
SELECT p.id, ARRAY[p.name, p.code, p.brand, p.category] || array_agg(v.sku ORDER BY v.sku)
  || array_agg(v.name ORDER BY v.sku) || coalesce((
    SELECT array_agg(b) FROM catalogue_variant w, unnest(w.barcodes) b WHERE w.product_id = p.id), '{}')
FROM catalogue_product p JOIN catalogue_variant v ON v.product_id = p.id GROUP BY p.id
"""


def renew(_apps: Any, editor: Any) -> None:
    """Write the words of every product anew, as `actions.products` does when it changes."""
    with editor.connection.cursor() as cursor:
        cursor.execute(_WORDS)
        made = [
            (search.search_tokens(" ".join(sorted(set(said)))), words.folded(dict.fromkeys(said)), key)
            for key, said in cursor.fetchall()
        ]
        cursor.executemany("UPDATE catalogue_product SET tokens = %s, folded = %s WHERE id = %s", made)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_promises")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
