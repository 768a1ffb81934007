# SPDX-License-Identifier: Apache-2.0
"""What somebody chose on the page of columns, read from the posted form."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import QueryDict

from omotenashi.connectors.csv.sync.pages import KINDS, Choices

_OPTIONS = ("origin", "channel", "location", "currency", "encoding", "delimiter", "sheet")


def chosen(post: QueryDict, choices: Choices, header: Sequence[str]) -> Choices:
    """`choices` as corrected by the form. Fields are named by the place of their column, `c0`, `c1` …

    A field that is chosen for two columns stays with the first of them.
    """
    columns: dict[str, str] = {}
    styles = dict(choices.styles)
    for place, column in enumerate(header):
        field = post.get(f"c{place}", choices.columns.get(column, ""))
        if field and field not in columns.values():
            columns[column] = field
        style = post.get(f"s{place}", "")
        if style:
            styles[column] = style
    options = {name: str(post[name]).strip()[:100] for name in _OPTIONS if name in post}
    kind = post.get("kind", choices.kind)
    return replace(
        choices,
        kind=kind if kind in KINDS else choices.kind,
        columns=columns,
        styles={column: style for column, style in styles.items() if column in columns},
        tax_included=post.get("tax_included", "yes" if choices.tax_included else "no") == "yes",
        **options,
    )
