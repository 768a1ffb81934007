# SPDX-License-Identifier: Apache-2.0
"""How people write numbers, days and moments, as SQL over one column.

A number may have separators of thousands, a sign of yen, wide digits, ▲ for minus; “NaN” and “NA” are nothing. A moment
with a zone is counted on its day in Japan, one without on the day it says. An unreadable cell is NULL, and whoever asks
can tell it from an empty one.
"""

NOTHING = ("", "na", "n/a", "nan", "nat", "null", "none", "-", "—", "–", "<na>")
# Hours that Japan is ahead of UTC.
_JAPAN = 9
_YES, _NO = ("true", "t", "yes", "y", "はい", "有", "○"), ("false", "f", "no", "n", "いいえ", "無", "×")
_TEXT = ("VARCHAR",)
_DAYS = ("'%Y%m%d'", "'%Y/%m/%d'", "'%Y/%m/%d %H:%M'", "'%Y/%m/%d %H:%M:%S'", "'%Y-%m-%d %H時%M分'")
_MONTH_FIRST = ("'%m/%d/%Y'", "'%m/%d/%Y %H:%M'", "'%m/%d/%Y %H:%M:%S'", "'%m/%d/%y'", "'%m/%d/%y %H:%M'")
_DAY_FIRST = ("'%d/%m/%Y'", "'%d/%m/%Y %H:%M'", "'%d/%m/%Y %H:%M:%S'", "'%d-%m-%Y'", "'%d-%m-%Y %H:%M'")
_ELSEWHERE = ("'%d.%m.%Y'", "'%d.%m.%Y %H:%M'", "'%d-%b-%Y'", "'%d %b %Y'", "'%b %d, %Y'")
MONTH_FIRST, DAY_FIRST = (*_DAYS, *_MONTH_FIRST, *_ELSEWHERE), (*_DAYS, *_DAY_FIRST, *_ELSEWHERE)


def nothing(column: str) -> str:
    """Is the cell empty, or one of the words for nothing?"""
    words = ", ".join(f"'{word}'" for word in NOTHING)
    return f"({column} IS NULL OR lower(trim({column}::varchar)) IN ({words}))"


def number(column: str, kind: str) -> str:
    """Give the cell as a number, NULL where it is none."""
    if kind not in _TEXT:
        return _finite(f"{column}::double")
    clean = f"translate(trim({column}), '０１２３４５６７８９．，－−▲△', '0123456789.,----')"
    clean = f"regexp_replace({clean}, '[¥￥\\\\$€£円点個\\s]', '', 'g')"
    thousands = f"CASE WHEN regexp_full_match({clean}, '[-+]?\\d{{1,3}}(,\\d{{3}})+(\\.\\d*)?') THEN replace({clean}, ',', '') ELSE {clean} END"
    yes, no = (", ".join(f"'{word}'" for word in words) for words in (_YES, _NO))
    said = f"CASE WHEN lower(trim({column})) IN ({yes}) THEN 1.0 WHEN lower(trim({column})) IN ({no}) THEN 0.0 END"
    return _finite(f"coalesce(try_cast({column} AS DOUBLE), try_cast({thousands} AS DOUBLE), {said})")


def moment(column: str, kind: str, formats: tuple[str, ...] = MONTH_FIRST) -> str:
    """Give the cell as a TIMESTAMP of the clocks of Japan, NULL where it is none. Seconds and milliseconds count from 1970."""
    if kind == "DATE" or kind == "TIMESTAMP" or kind.startswith("TIMESTAMP_"):
        return f"{column}::timestamp"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return _japan(f"epoch_us({column})")
    text = f"trim({column}::varchar)"
    clean = f"replace(replace(replace({text}, '年', '-'), '月', '-'), '日', '')"
    zoned = f"(length({text}) > 16 AND regexp_matches({text}, ':\\d\\d(\\.\\d+)? ?(Z|UTC|GMT|[+-]\\d\\d:?(\\d\\d)?)$'))"
    with_zone = f"regexp_replace({text}, ' ?([+-]\\d\\d):?(\\d\\d)$', '\\1:\\2')"
    counted = f"regexp_full_match({text}, '\\d{{10}}(\\d{{3}})?(\\.0*)?')"
    seconds = f"try_cast({text} AS DOUBLE) * CASE WHEN try_cast({text} AS DOUBLE) >= 1e11 THEN 1e3 ELSE 1e6 END"
    return (
        f"CASE WHEN {zoned} THEN {_japan(f'epoch_us(try_cast({with_zone} AS TIMESTAMPTZ))')} "
        f"WHEN {counted} THEN {_japan(f'({seconds})::bigint')} "
        f"ELSE coalesce(try_cast({text} AS TIMESTAMP), try_cast({clean} AS TIMESTAMP), "
        f"try_strptime({text}, [{', '.join(formats)}])) END"
    )


def seconds(column: str, kind: str, formats: tuple[str, ...] = MONTH_FIRST) -> str:
    """Give the cell as seconds: a number as it is (milliseconds as seconds), an hour of a day, or a moment."""
    text = f"{column}::varchar"
    plain = f"try_cast({text} AS DOUBLE) / CASE WHEN try_cast({text} AS DOUBLE) >= 1e11 THEN 1e3 ELSE 1 END"
    hour = f"epoch(try_cast({text} AS TIME))"
    if kind.startswith(("TIMESTAMP", "DATE")):
        return f"epoch({moment(column, kind)})"
    return f"coalesce({plain}, epoch({moment(column, kind, formats)}), {hour})"


def _finite(value: str) -> str:
    return f"CASE WHEN isfinite({value}) THEN {value} END"


def _japan(micros: str) -> str:
    return f"make_timestamp({micros} + {_JAPAN * 3_600_000_000})"
