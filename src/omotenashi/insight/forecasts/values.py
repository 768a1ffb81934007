# SPDX-License-Identifier: Apache-2.0
"""How people write numbers, days and moments, as SQL over one column.

A number may have separators of thousands, a sign of yen, wide digits, ▲ for minus; “NaN” and “NA” are nothing. A moment
with a zone is counted on its day in Japan, one without on the day it says. An unreadable cell is NULL, and whoever asks
can tell it from an empty one.
"""

_NOBODY = ("", "nan", "null", "<na>", "nat")
NOTHING = ("", "na", "n/a", "nan", "nat", "null", "none", "-", "—", "–", "<na>")
_EARLIEST, _LATEST = 1900, 2199
# Hours that Japan is ahead of UTC.
_JAPAN = 9
_YES, _NO = ("true", "t", "yes", "y", "はい", "有", "○"), ("false", "f", "no", "n", "いいえ", "無", "×")
_TEXT = ("VARCHAR",)
_DAYS = ("'%Y%m%d'", "'%Y/%m/%d'", "'%Y/%m/%d %H:%M'", "'%Y/%m/%d %H:%M:%S'", "'%Y-%m-%d %H時%M分'")
_HOURS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_MONTH_FIRST = tuple(f"'{day}{hour}'" for day in ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y") for hour in _HOURS)
_DAY_FIRST = tuple(f"'{day}{hour}'" for day in ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y") for hour in _HOURS)
_ELSEWHERE = (
    *(f"'%d.%m.%Y{hour}'" for hour in _HOURS),
    *(f"'{day}'" for day in ("%d.%m.%y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y")),
)
MONTH_FIRST, DAY_FIRST = (*_DAYS, *_MONTH_FIRST, *_ELSEWHERE), (*_DAYS, *_DAY_FIRST, *_ELSEWHERE)


def nothing(column: str) -> str:
    """Is the cell empty, or one of the words for nothing?"""
    words = ", ".join(f"'{word}'" for word in NOTHING)
    return f"({column} IS NULL OR lower(trim({column}::varchar)) IN ({words}))"


def added(expression: str) -> str:
    """Sum amounts to the millionth, so that neither the order of the rows nor the number of threads can be seen in it."""
    return f"sum(({expression})::DECIMAL(38, 6))::double"


def name(column: str, kind: str) -> str:
    """Give the cell as a name, NULL where it is empty. A number that was stored with a point has none in its name."""
    if kind in ("DOUBLE", "FLOAT"):
        whole = f"CASE WHEN {column} = floor({column}) AND abs({column}) < 1e15 THEN {column}::bigint::varchar"
        return f"CASE WHEN isfinite({column}) THEN {whole} ELSE {column}::varchar END END"
    said = f"trim({column}::varchar)"
    words = ", ".join(f"'{word}'" for word in _NOBODY)
    return f"CASE WHEN lower({said}) NOT IN ({words}) THEN {said} END"


def number(column: str, kind: str, *, comma: bool = False) -> str:
    """Give the cell as a number, NULL where it is none. `comma`: 1.234,5 is what others write as 1,234.5."""
    if kind not in _TEXT:
        return _finite(f"{column}::double")
    clean = f"translate(trim({column}), '０１２３４５６７８９．，－−▲△', '0123456789.,----')"
    clean = f"regexp_replace({clean}, '[¥￥\\\\$€£円点個\\s]', '', 'g')"
    # Accounts put what was taken back between brackets.
    clean = f"regexp_replace({clean}, '^[(（](\\d[\\d,.]*)[)）]$', '-\\1')"
    if comma:
        whole = f"regexp_full_match({clean}, '[-+]?(\\d+|\\d{{1,3}}(\\.\\d{{3}})+)(,\\d+)?')"
        return _finite(f"CASE WHEN {whole} THEN try_cast(replace(replace({clean}, '.', ''), ',', '.') AS DOUBLE) END")
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
        f"WHEN regexp_full_match({text}, '[2-7]\\d{{4}}(\\.\\d+)?') THEN {_of_sheet(text)} "
        f"ELSE coalesce(try_cast({text} AS TIMESTAMP), try_cast({clean} AS TIMESTAMP), "
        f"try_strptime({text}, [{', '.join(formats)}]), {_of_era(text)}) END"
    )


def plausible(column: str, kind: str, formats: tuple[str, ...] = MONTH_FIRST) -> str:
    """Give the moment, NULL where it is that of a program (0001-01-01, 9999-12-31) and nobody's."""
    found = moment(column, kind, formats)
    return f"CASE WHEN year({found}) BETWEEN {_EARLIEST} AND {_LATEST} THEN {found} END"


def seconds(column: str, kind: str, formats: tuple[str, ...] = MONTH_FIRST) -> str:
    """Give the cell as seconds: a number as it is (milliseconds as seconds), an hour of a day, or a moment."""
    text = f"{column}::varchar"
    plain = f"try_cast({text} AS DOUBLE) / CASE WHEN try_cast({text} AS DOUBLE) >= 1e11 THEN 1e3 ELSE 1 END"
    hour = f"epoch(try_cast({text} AS TIME))"
    if kind.startswith(("TIMESTAMP", "DATE")):
        return f"epoch({moment(column, kind)})"
    return f"coalesce({plain}, epoch({moment(column, kind, formats)}), {hour})"


def _of_sheet(text: str) -> str:
    """Workbooks count days from the end of 1899."""
    return f"make_timestamp((({text}::DOUBLE - 25569) * 86400000000)::bigint)"


def _of_era(text: str) -> str:
    """令和7年1月2日, R7.1.2."""
    part = f"regexp_extract({text}, '^(令和|平成|昭和|R|H|S)\\.?(元|\\d{{1,2}})[年./](\\d{{1,2}})[月./](\\d{{1,2}})日?$', ['e', 'y', 'm', 'd'])"
    before = f"CASE WHEN {part}.e IN ('令和', 'R') THEN 2018 WHEN {part}.e IN ('平成', 'H') THEN 1988 ELSE 1925 END"
    year = f"({before} + CASE {part}.y WHEN '元' THEN 1 ELSE try_cast({part}.y AS INTEGER) END)"
    return f"try_cast({year}::varchar || '-' || {part}.m || '-' || {part}.d AS TIMESTAMP)"


def _finite(value: str) -> str:
    return f"CASE WHEN isfinite({value}) THEN {value} END"


def _japan(micros: str) -> str:
    return f"make_timestamp({micros} + {_JAPAN * 3_600_000_000})"
