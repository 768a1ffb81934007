# SPDX-License-Identifier: Apache-2.0
"""Tags of the house, 会員ランク, 好みの傾向 and usage as they are known of persons now, in one form for all three compilers.

Each is one row a person and a thing; `{among}` narrows them to some persons. Words are brought into one form (NFKC), codes
stay as they are.
"""

from typing import Any, Final

from omotenashi.engagement.audience.rules.asking import TASTES as AXES
from omotenashi.engagement.audience.rules.asking import Asked

AMONG: Final = " AND p.id = ANY(%(persons)s)"
TAGS: Final = """
SELECT p.seq, normalize(t.tag, NFKC) AS tag FROM customers_tagging t JOIN customers_nodeperson o ON o.node_id = t.node_id
JOIN customers_person p ON p.id = o.person_id WHERE t.taken_off_at IS NULL AND t.tag <> ''{among}
"""
# The rank of a person is the one that was decided last, of whichever membership: as the lake has it.
TIERS: Final = """
SELECT DISTINCT ON (p.seq) p.seq, normalize(t.tier, NFKC) AS tier FROM loyalty_tierstate t
JOIN customers_nodeperson o ON o.node_id = t.node_id JOIN customers_person p ON p.id = o.person_id
WHERE true{among} ORDER BY p.seq, t.decided_at DESC, t.node_id
"""
# What a customer took away is left out, whichever of their memberships took it: as the night that made the tag would have
# done it. Said by the day of the night, so it does not turn by a clock.
TASTES: Final = """
SELECT p.seq, s.axis, normalize(s.value, NFKC) AS value FROM insight_taste s JOIN customers_person p ON p.id = s.person_id
WHERE NOT EXISTS (SELECT 1 FROM insight_tasterefusal r JOIN customers_nodeperson o ON o.node_id = r.node_id
  WHERE o.person_id = s.person_id AND r.axis = s.axis AND r.value = s.value
    AND r.refused_at > (s.as_of - 180)::timestamp AT TIME ZONE 'UTC'){among}
"""
# Of several memberships the one that got farthest.
USED: Final = """
SELECT p.seq, c.code AS product, u.kind AS use, max(u.progress) * 100 AS progress FROM usage_progress u
JOIN customers_nodeperson o ON o.node_id = u.node_id JOIN customers_person p ON p.id = o.person_id
JOIN catalogue_product c ON c.id = u.product_id WHERE true{among} GROUP BY p.seq, c.code, u.kind
"""
_BEGUN: Final = f"""SELECT f.seq FROM ({USED}) f WHERE f.progress > 0
  AND (%(product)s::text[] = '{{{{}}}}' OR f.product = ANY(%(product)s)) AND (%(use)s::text[] = '{{{{}}}}' OR f.use = ANY(%(use)s))"""
_STAGES: Final = {
    "begun": "",
    "under_way": " AND (f.progress < 100 OR f.use = 'opened')",
    "finished": " AND f.progress >= 100 AND f.use <> 'opened'",
}


def tagged(_asked: Asked) -> str:
    """Give the question for who carries one of some tags."""
    return f"SELECT f.seq FROM ({TAGS}) f WHERE f.tag = ANY(%(tag)s)"


def ranked(_asked: Asked) -> str:
    """Give the question for who has one of some ranks."""
    return f"SELECT f.seq FROM ({TIERS}) f WHERE f.tier <> '' AND f.tier = ANY(%(tier)s)"


def leaning(asked: Asked) -> str:
    """Give the question for who leans towards one of some values on each axis that is asked of."""
    asked_of = [axis for axis in AXES if asked[axis]]
    fits = " OR ".join(f"(f.axis = '{axis}' AND f.value = ANY(%({axis})s))" for axis in asked_of)
    return f"SELECT f.seq FROM ({TASTES}) f WHERE {fits} GROUP BY f.seq HAVING count(DISTINCT f.axis) = {len(asked_of)}"


def using(asked: Asked) -> str:
    """Give the question for who is so far with one of some products, or has begun none of them."""
    if asked["stage"] == "not_begun":
        return f"SELECT p.seq FROM customers_person p WHERE p.seq NOT IN ({_BEGUN}){{among}}"
    between = " AND f.progress >= %(from)s AND (%(to)s = 0 OR f.progress <= %(to)s)"
    return _BEGUN + _STAGES[asked["stage"]] + between


QUESTIONS: Final[dict[str, Any]] = {"tag": tagged, "tier": ranked, "taste": leaning, "usage": using}
