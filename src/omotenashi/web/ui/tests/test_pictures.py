# SPDX-License-Identifier: Apache-2.0
"""What the server draws: matrix, sparkline, heat strip, the words of charts and figures."""

from datetime import date

from django.template import Context, Template
from django.utils import translation

from omotenashi.web.ui import matrices
from omotenashi.web.ui.drawing import heat_cells, sparkline_points
from omotenashi.web.ui.tags import charts


def test_the_colour_step_runs_from_one_to_eight() -> None:
    steps = [matrices.step(value, low=0, high=80) for value in (0, 9.9, 10, 79.9, 80, None)]
    assert steps == [1, 1, 2, 8, 8, 0]
    assert matrices.step(5, low=5, high=5) == 4


def test_a_matrix_knows_its_cells_and_leaves_immature_ones_uncoloured() -> None:
    made = matrices.matrix(
        title="RFM",
        row_title="R",
        column_title="F",
        rows={1: "old", 2: "new"},
        columns={1: "once", 2: "often"},
        values={(1, 1): 10, (1, 2): 20, (2, 1): 30},
        write=str,
        href=lambda at: f"/{at[0]}/{at[1]}/",
        immature=frozenset({(2, 1)}),
    )
    assert [[(cell.value, cell.level, cell.href, cell.immature) for cell in line.cells] for line in made.lines] == [
        [("10", 1, "/1/1/", False), ("20", 8, "/1/2/", False)],
        [("30", 0, "/2/1/", True), ("", 0, "", False)],
    ]
    assert (made.low, made.high) == ("10", "20")


def test_a_sparkline_needs_two_values_and_keeps_inside_its_box() -> None:
    assert sparkline_points([5, None]) is None
    assert sparkline_points([1, None, 3], width=96, height=28) == {
        "line": "3.0,25.0 93.0,3.0",
        "area": "3,28 3.0,25.0 93.0,3.0 93.0,28",
        "x": "93.0",
        "y": "3.0",
        "width": 96,
        "height": 28,
    }


def test_a_heat_strip_has_a_square_for_each_day_and_a_coloured_one_where_something_happened() -> None:
    until = date(2026, 11, 22)
    drawn = heat_cells([(until, "EC", 5), (date(2020, 1, 1), "EC", 1)], until=until, weeks=2, name=str)
    assert str(drawn["blank"]).count("M") == 14
    assert drawn["cells"] == [
        {"x": 10, "y": 74, "day": until, "channel": "EC", "label": "EC", "count": 5, "strength": 3}
    ]
    assert (drawn["width"], drawn["height"], drawn["total"]) == (20, 84, 5)


def test_a_chart_says_itself_in_words() -> None:
    spec = {
        "x": {"values": [0, 30, 60]},
        "y": {"format": "money"},
        "series": [{"name": "EC", "values": [5000, 9000, None]}],
    }
    with translation.override("en"):
        assert charts.summary_of(spec) == "EC: from ¥5,000 (0) to ¥9,000 (30), highest ¥9,000 (30)."


def test_a_chart_carries_its_table_and_cannot_break_out_of_its_script() -> None:
    spec = {
        "kind": "bar",
        "title": "</script><b>",
        "x": {"label": "Month", "values": ["2026/1"]},
        "y": {"format": "percent"},
        "series": [{"channel": "STORE", "values": [0.5]}],
    }
    with translation.override("en"):
        html = Template("{% load ui %}{% chart spec %}").render(Context({"spec": spec}))
    assert "</script><b>" not in html
    assert '<td class="o-right o-num">50.0%</td>' in html
    assert '<th scope="col" class="o-right">Store</th>' in html


def test_a_change_is_said_in_words_and_judged_by_what_is_better() -> None:
    source = '{% load ui %}{% figure "Returns" "3%" change=0.041 better="down" %}'
    with translation.override("en"):
        html = Template(source).render(Context())
    assert 'data-mood="bad"' in html
    assert "4.1% up on last year" in html
