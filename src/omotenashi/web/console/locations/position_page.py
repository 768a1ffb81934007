# SPDX-License-Identifier: Apache-2.0
"""What the page of positions shows: how many postal codes and customers have one, who lives how near, and what is wrong."""

from typing import Any, Final

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.base import bulk
from omotenashi.places.locations import queries
from omotenashi.places.locations.models import PositionFlaw
from omotenashi.web.console.settings.tabs import tabs

REASONS: Final[dict[str, str | Promise]] = {
    "code": lazy("No postal code of seven digits"),
    "number": lazy("Latitude or longitude is no number"),
    "outside": lazy("The position lies outside of Japan"),
    "swapped": lazy("Latitude and longitude stand in each other's place"),
    "town": lazy("Prefecture, city or town is empty"),
    "columns": lazy("Fewer columns than the first line names"),
}
SHOWN, RINGS = 50, (1, 3, 5, 10, 30)


def context_of(request: HttpRequest) -> dict[str, Any]:
    """Give everything the template needs."""
    flaws = PositionFlaw.objects.filter(mended_at=None)[:SHOWN]
    [(people, placed)] = bulk.rows(_PEOPLE)
    return {
        "now": queries.positions_now(), "tabs": tabs(request), "rings": RINGS, "shops": _shops(),
        "people": people, "placed": placed, "share": placed / people if people else None,
        "flaws": [(flaw, REASONS.get(flaw.reason, flaw.reason)) for flaw in flaws],
    }  # fmt: skip


def why(error: Exception) -> str:
    """Say why a file was refused."""
    if isinstance(error, queries.UnknownColumns):
        return _("The first line names neither the columns of 位置参照情報 nor postal_code, latitude, longitude.")
    return _("Not one line of it could be read. What was loaded before stays.")


def _shops() -> list[tuple[str, Any, list[int]]]:
    """Give the shops with how many customers live within each ring."""
    found = bulk.rows(_RINGS, {"rings": list(RINGS)})
    return [(name, key, list(counts)) for key, name, counts in found]


_CODE = "regexp_replace(normalize(f.postal_code, NFKC), '[^0-9]', '', 'g')"
_PEOPLE = f"""
SELECT count(*), count(o.postal_code) FROM customers_profile f LEFT JOIN locations_postalposition o ON o.postal_code = {_CODE}
"""
# The customers of a postal code are counted once, however many shops are near.
_RINGS = f"""
WITH homes AS (SELECT {_CODE} AS code, count(*) AS people FROM customers_profile f GROUP BY 1)
SELECT l.id, l.name, array_agg(coalesce(near.people, 0)::int ORDER BY ring.km)
FROM locations_location l CROSS JOIN unnest(%(rings)s) ring(km)
LEFT JOIN LATERAL (
  SELECT sum(h.people) AS people FROM locations_shopreach r JOIN homes h ON h.code = r.postal_code
  WHERE r.location_id = l.id AND r.km <= ring.km
) near ON true
WHERE l.kind = 'store' AND l.closed_at IS NULL GROUP BY l.id, l.name, l.code ORDER BY l.code LIMIT 30
"""
