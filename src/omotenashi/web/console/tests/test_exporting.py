# SPDX-License-Identifier: Apache-2.0
"""Lists as files."""

from datetime import UTC, date, datetime

from omotenashi.web.console.exporting import written


def test_cells_are_written_as_a_machine_reads_them() -> None:
    cells = [
        (1234, "money", "1234"), ((1999, "GBP"), "money", "19.99"), (None, "money", ""), (date(2026, 3, 1), "day", "2026-03-01"),
        (datetime(2026, 3, 1, 15, 0, tzinfo=UTC), "moment", "2026-03-02 00:00:00"), (("good", "Done"), "badge", "Done"),
        (("/x/", "Hana"), "link", "Hana"), ("plain", "text", "plain"),
    ]  # fmt: skip
    assert [written(value, kind, currency="JPY") for value, kind, _ in cells] == [text for *_, text in cells]
