# SPDX-License-Identifier: Apache-2.0
"""Any table that somebody has as a file, put before an engine as `given`.

Nothing is taken from the name of the file: Parquet, workbooks and gzip are known by their first bytes, the encoding by
trying (UTF-8, UTF-16 with its mark, CP932), the separator by which one cuts every line into as many cells. Cells of a
text stay texts, so that a member number keeps its zeros; what is a number or a day is read where it is asked for.
"""

import codecs
import csv
import gzip
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from omotenashi.insight.measures.words import N_, Phrase

_PARQUET, _ZIP, _GZIP = b"PAR1", b"PK\x03\x04", b"\x1f\x8b"
_MARKS = ("\t", ",", ";", "|")
_SEEN = 50
# So many lines may stand above the table.
_ABOVE = 12
_LINE = re.compile(r"CSV Error on Line: (\d+)")
_UNEVEN_LINE = N_("%(file)s, line %(line)s has more cells than the first, or a quotation mark that does not end")
# More letters with marks than one in twenty are no western language.
_MARKED = 0.05
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a")


class BadFile(Exception):
    """The file cannot be read; the phrase says what is missing and what is there, and can be translated."""

    def __init__(self, message: str, **values: str | int) -> None:
        self.phrase = Phrase(message, values)
        super().__init__(str(self.phrase))


def load(
    engine: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    known: Collection[str],
    named: Collection[str],
    baskets: bool = False,
) -> int:
    """Make `given` of the file and return the line of its first row. Raises BadFile.

    `known` are headings as `plain` writes them, `named` those that somebody named: a first line with one is a heading.
    `baskets`: where there is none, and lines are not equally long, each line is what was bought together.
    """
    start = _start(path)
    try:
        if start == _PARQUET:
            engine.execute(f"CREATE VIEW given AS SELECT * FROM read_parquet('{_quoted(path)}')")
            return 1
        if start == _ZIP:
            return _workbook(engine, path, known, named)
        with as_utf8(path) as text:
            if baskets and not named and (mark := _basket_mark(text, known)) is not None:
                return _baskets(engine, text, mark)
            return _text(engine, path.name, text, known, named)
    except (duckdb.Error, pa.ArrowException, OSError, EOFError) as error:
        line = _LINE.search(str(error))
        if line:
            raise BadFile(_UNEVEN_LINE, file=path.name, line=int(line[1])) from error
        raise BadFile(N_("%(file)s cannot be read: %(why)s"), file=path.name, why=str(error).splitlines()[0]) from error


def is_text(path: Path) -> bool:
    """Neither Parquet nor a workbook. Raises BadFile for a file that is not there, or empty."""
    return _start(path) not in (_PARQUET, _ZIP)


def plain(heading: str) -> str:
    """User_ID, user.id and “User ID:token” are one name."""
    return "".join(letter for letter in heading.partition(":")[0].lower() if letter.isalnum())


def is_heading(cells: Sequence[str], *, known: Collection[str], named: Collection[str]) -> bool:
    """A line of names: one of them is known or was named, or none of them is a number, a day or nothing."""
    if any(plain(cell) in known or (cell in named and not cell.isdigit()) for cell in cells if cell):
        return True
    return len(cells) > 1 and all(cell and not any(letter.isdigit() for letter in cell) for cell in cells)


def separator(lines: Sequence[str]) -> str:
    """Give the mark that cuts most lines into as many cells as the first; nothing for words between blanks."""
    found, best = "", 0.0
    for mark in _MARKS:
        counts = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        agreeing = sum(count == counts[0] for count in counts) / len(counts) if counts and counts[0] > 1 else 0.0
        if agreeing > best:
            found, best = mark, agreeing
    return found


@contextmanager
def as_utf8(path: Path) -> Iterator[Path]:
    """The file as UTF-8: itself, or a copy that is gone afterwards."""
    with TemporaryDirectory(prefix="omotenashi-") as folder:
        if _start(path)[:2] == _GZIP:
            packed, path = path, Path(folder) / "plain"
            with gzip.open(packed, "rb") as read, path.open("wb") as write:
                shutil.copyfileobj(read, write)
        encoding = _encoding(path)
        if encoding != "utf-8":
            path, raw = Path(folder) / "utf-8", path
            with raw.open(encoding=encoding, newline="") as told, path.open("w", encoding="utf-8", newline="") as kept:
                shutil.copyfileobj(told, kept)
        yield path


def _start(path: Path) -> bytes:
    if not path.is_file():
        raise BadFile(N_("%(file)s: there is no such file"), file=path.name)
    with path.open("rb") as opened:
        start = opened.read(4)
    if not start:
        raise BadFile(N_("%(file)s: the file is empty"), file=path.name)
    return start


def _encoding(path: Path) -> str:
    with path.open("rb") as opened:
        start = opened.read(2)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    for encoding in ("utf-8", "cp932"):
        decoder = codecs.getincrementaldecoder(encoding)()
        with path.open("rb") as opened:
            try:
                while piece := opened.read(1 << 20):
                    if b"\0" in piece:
                        break
                    decoder.decode(piece)
                else:
                    decoder.decode(b"", final=True)
                    return encoding
            except UnicodeDecodeError:
                continue
    if _is_western(path):
        return "latin-1"
    raise BadFile(N_("%(file)s is neither a table of text (UTF-8, Shift_JIS) nor Parquet or XLSX"), file=path.name)


def _is_western(path: Path) -> bool:
    """A text with a marked letter here and there. Every byte is one of those letters, so this is asked last."""
    marked = size = 0
    with path.open("rb") as opened:
        while piece := opened.read(1 << 20):
            if _CONTROL.intersection(piece):
                return False
            marked, size = marked + sum(byte > 127 for byte in piece), size + len(piece)
    return marked < size * _MARKED


def _text(
    engine: duckdb.DuckDBPyConnection, name: str, path: Path, known: Collection[str], named: Collection[str]
) -> int:
    with path.open(encoding="utf-8-sig", newline=None) as opened:
        lines = list(islice(opened, _SEEN + _ABOVE))
    above = _above(lines, known, named)
    head = [line for line in lines[above:] if line.strip()][:_SEEN]
    if not head:
        raise BadFile(N_("%(file)s: the file is empty"), file=name)
    mark = separator(head)
    if not mark and len(head[0].split()) > 1:
        return _words(engine, name, path, known, named)
    first = next(csv.reader(head, delimiter=mark or ","))
    cells = [cell.strip() for cell in first]
    if mark and not any(plain(cell) in known for cell in cells) and _uneven(head, mark):
        return _baskets(engine, path, mark)
    headed = len(cells) == 1 or is_heading(cells, known=known, named=named)
    # A line may be cut short, never longer than the first: what is missing is nothing.
    names = _told_apart(cells) if headed else [str(place) for place in range(1, len(cells) + 1)]
    columns = ", ".join(f"{_literal(one)}: 'VARCHAR'" for one in names)
    table = (
        f"read_csv('{_quoted(path)}', delim='{mark or ','}', header={headed}, columns={{{columns}}}, null_padding=true, "
        f"quote='\"', escape='\"', auto_detect=false, skip={above}"
    )
    _copied(engine, table, mark)
    return above + (2 if headed else 1)


def _copied(engine: duckdb.DuckDBPyConnection, table: str, mark: str) -> None:
    """Make `given`. A cell with a line break in it cannot be read by several threads at once.

    Between tabs a mark of inches stands for itself where quotation marks make no sense.
    """
    ways = [table, f"{table}, parallel=false"]
    if mark == "\t":
        ways.append(table.replace("quote='\"', escape='\"'", "quote='', escape=''"))
    for way in ways:
        try:
            engine.execute(f"CREATE TABLE given AS SELECT * FROM {way})")
        except duckdb.Error:
            if way == ways[-1]:
                raise
        else:
            return


def _above(lines: Sequence[str], known: Collection[str], named: Collection[str]) -> int:
    """Give how many lines stand above the table: empty ones, what Excel is told (sep=;), a title."""
    start = next((at for at, line in enumerate(lines) if line.strip() and not line.lower().startswith("sep=")), 0)
    found = [next(csv.reader([line], delimiter=separator(lines[at:]) or ",")) for at, line in enumerate(lines)][start:]
    return start + _heading_at(found, known, named)


def _heading_at(lines: Sequence[Sequence[str]], known: Collection[str], named: Collection[str]) -> int:
    """Give the place of the line of headings; 0 unless a line further down has several and the first has none."""
    counts = [sum(plain(cell) in known or cell.strip() in named for cell in line if cell) for line in lines[:_ABOVE]]
    if not counts or counts[0]:
        return 0
    return next((at for at, count in enumerate(counts) if count > 1), 0)


def _uneven(head: Sequence[str], mark: str) -> bool:
    """Do lines without a heading get longer as well as shorter than the first?"""
    widths = [len(row) for row in csv.reader(head, delimiter=mark) if row]
    return max(widths) > widths[0]


def _basket_mark(path: Path, known: Collection[str]) -> str | None:
    """Give what stands between the products of a basket, " " for blanks; None where lines are rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as opened:
        head = list(islice((line for line in opened if line.strip()), _SEEN * 20))
    mark = max(_MARKS, key=lambda one: sum(one in line for line in head), default=",")
    if not any(mark in line for line in head):
        mark = " "
    lines = [line.split() for line in head] if mark == " " else list(csv.reader(head, delimiter=mark))
    widths = {sum(bool(cell.strip()) for cell in line) for line in lines}
    if len(widths) < 2 or any(plain(cell) in known for cell in lines[0]):
        return None
    # Blanks stand between words as well: only figures are surely products of their own.
    return None if mark == " " and not all(cell.isalnum() for line in lines for cell in line) else mark


def _baskets(engine: duckdb.DuckDBPyConnection, path: Path, mark: str) -> int:
    """A line is what was bought together, and nothing else: each gets its number as its order."""
    with path.open(encoding="utf-8-sig", newline="") as opened:
        cut = (line.split() for line in opened) if mark == " " else csv.reader(opened, delimiter=mark)
        lines = [[cell.strip() for cell in row if cell.strip()] for row in cut]
    places = [str(place) for place, line in enumerate(lines, 1) for _cell in line]
    engine.register("words", pa.table({"order": places, "product": [cell for line in lines for cell in line]}))
    engine.execute("CREATE TABLE given AS SELECT * FROM words")
    return 1


def _words(
    engine: duckdb.DuckDBPyConnection, name: str, path: Path, known: Collection[str], named: Collection[str]
) -> int:
    """Words between blanks. A line of other words than numbers is a heading."""
    lines = [line.split() for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    headed = is_heading(lines[0], known=known, named=named)
    return _table(engine, name, lines, headed=headed)


def _workbook(engine: duckdb.DuckDBPyConnection, path: Path, known: Collection[str], named: Collection[str]) -> int:
    """The first sheet that holds anything."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=True) for name in book.sheet_names]
    except (CalamineError, OSError) as error:
        raise BadFile(N_("%(file)s cannot be read: %(why)s"), file=path.name, why=str(error)) from error
    filled = ([[_cell(cell) for cell in line] for line in sheet] for sheet in sheets)
    lines = next((kept for sheet in filled if (kept := [line for line in sheet if any(line)])), [])
    above = _heading_at(lines, known, named)
    lines = lines[above:]
    if not lines:
        raise BadFile(N_("%(file)s: the file is empty"), file=path.name)
    return above + _table(engine, path.name, lines, headed=is_heading(lines[0], known=known, named=named))


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()


def _table(engine: duckdb.DuckDBPyConnection, name: str, lines: Sequence[Sequence[str]], *, headed: bool) -> int:
    width = len(lines[0])
    other = next((place for place, line in enumerate(lines, 1) if len(line) != width), None)
    if other is not None:
        raise BadFile(N_("%(file)s: line %(line)s has another number of words than the first"), file=name, line=other)
    names = _told_apart(lines[0]) if headed else [str(place) for place in range(1, width + 1)]
    body = lines[1:] if headed else lines
    # An empty cell is nothing, as in a file of text.
    columns = {one: pa.array([line[at] or None for line in body], pa.string()) for at, one in enumerate(names)}
    engine.register("words", pa.table(columns))
    engine.execute("CREATE TABLE given AS SELECT * FROM words")
    return 2 if headed else 1


def _told_apart(cells: Sequence[str]) -> list[str]:
    """Headings, each once whatever its case, none empty."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells, 1):
        name = cell or f"column{place}"
        while name.lower() in taken:
            name += "_"
        taken.add(name.lower())
        names.append(name)
    return names


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))
