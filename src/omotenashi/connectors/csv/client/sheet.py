# SPDX-License-Identifier: Apache-2.0
"""What reading a file gives: one table of texts, what was odd, and the rows that could not be read."""

from dataclasses import dataclass, field

import pyarrow as pa

ROW = "#row"  # the column that carries the row number as a spreadsheet shows it; the header is above
MAX_CELL = 32_767  # characters; the most that one cell of a spreadsheet holds
MAX_COLUMNS = 1_000
MAX_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Note:
    """Something a person should know about the file as a whole; worded by `queries.messages`."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Unread:
    """One row that could not be read into cells. `raw` is its text as far as it could be kept."""

    row: int
    code: str
    raw: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A file as texts. `table` has the columns of `header` in order plus the last column `#row`."""

    name: str
    kind: str  # csv | xlsx | parquet
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    table: pa.Table
    unread: tuple[Unread, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def rows_read(self) -> int:
        """Data rows of the file, readable or not; empty lines do not count."""
        return int(self.table.num_rows) + len(self.unread)


class Unreadable(Exception):
    """The whole file cannot be read. `code` and `params` are worded by `queries.messages`."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
