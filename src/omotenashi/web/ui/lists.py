# SPDX-License-Identifier: Apache-2.0
"""Lists whose whole state is in the URL: what a page declares, what the reader chose, what is shown.

A view declares a `ListSpec` once, reads a `ListState` from `request.GET`, queries with it and hands a
`ListPage` to `{% list page %}`. Everything here is pure; tabs, sort headers and chips are links.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlencode

from django.http import QueryDict

RESERVED = ("q", "sort", "cols", "density", "view", "after", "before")
DENSITIES = ("normal", "dense", "roomy")


@dataclass(frozen=True)
class Column:
    """kind: text | number | decimal | money | percent | day | moment | ago | channel | channels | badge | link | interval.

    `sort` allows sorting by it, `shown` is the default choice, `fixed` cannot be hidden, `wide` takes the rest.
    """

    key: str
    label: str
    kind: str = "text"
    sort: bool = False
    shown: bool = True
    fixed: bool = False
    wide: bool = False

    @property
    def right(self) -> bool:
        return self.kind in ("number", "decimal", "money", "percent", "interval")


@dataclass(frozen=True)
class Filter:
    """kind: choice (choices of (value, label)) | text | number | day. Its key is the query parameter.

    number and day make a range: `<key>_from`, `<key>_to`.
    """

    key: str
    label: str
    kind: str = "choice"
    choices: Sequence[tuple[str, str]] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return (f"{self.key}_from", f"{self.key}_to") if self.kind in ("number", "day") else (self.key,)


@dataclass(frozen=True)
class View:
    """A saved view, shown as a tab: its key, its name, and the query it stands for (`rank=GOLD&sort=-last`)."""

    key: str
    label: str
    query: str = ""
    count: int | None = None


@dataclass(frozen=True)
class ListSpec:
    """What a list can do. `name` is unique on the page and becomes the element's id."""

    name: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    views: Sequence[View] = ()
    search: str = ""
    sort: str = ""


@dataclass(frozen=True)
class ListState:
    """What the reader chose. `after` / `before` are opaque cursors of the page's own making."""

    spec: ListSpec
    q: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    density: str = "normal"
    view: str = ""
    after: str = ""
    before: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, spec: ListSpec, query: QueryDict) -> "ListState":
        """From `request.GET`; anything unknown is left out, so an old link still opens."""
        view = next((one for one in spec.views if one.key == query.get("view")), None)
        given = {**(parse_qs(view.query) if view else {}), **dict(query.lists())}
        known = {column.key for column in spec.columns}
        sortable = {column.key for column in spec.columns if column.sort}
        sort = given.get("sort", [""])[-1]
        chosen = tuple(key for key in ",".join(given.get("cols", [])).split(",") if key in known)
        density = given.get("density", ["normal"])[-1]
        keys = [key for one in spec.filters for key in one.keys]
        return cls(
            spec=spec,
            q=given.get("q", [""])[-1].strip(),
            sort=sort if sort.lstrip("-") in sortable else spec.sort,
            columns=chosen or tuple(column.key for column in spec.columns if column.shown or column.fixed),
            density=density if density in DENSITIES else "normal",
            view=view.key if view else "",
            after=given.get("after", [""])[-1],
            before=given.get("before", [""])[-1],
            values={key: kept for key in keys if (kept := tuple(v for v in given.get(key, []) if v))},
        )

    @property
    def sort_key(self) -> str:
        return self.sort.lstrip("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def narrowed(self) -> bool:
        """Something is searched or filtered, so an empty result is not an empty shop."""
        return bool(self.q or self.values)

    def value(self, key: str) -> str:
        """The single value of a filter key, or an empty string."""
        return next(iter(self.values.get(key, ())), "")

    def url(self, **changes: object) -> str:
        """The query string after a change. A change forgets the cursor; empty values disappear.

        Fields: q, sort, columns, density, view, after, before; any other name is a filter key.
        """
        own = {key: value for key, value in changes.items() if key in ("q", "sort", "columns", "density", "view")}
        values = {**self.values, **{k: v for k, v in changes.items() if k not in own and k not in RESERVED}}
        state = replace(self, **own)  # type: ignore[arg-type]  # the caller's fields
        pairs: list[tuple[str, str]] = [("view", state.view)]
        for key, kept in values.items():
            many = kept if isinstance(kept, tuple | list) else (kept,)
            pairs += [(key, str(one)) for one in many if one]
        pairs.append(("q", state.q))
        pairs.append(("sort", state.sort if state.sort != self.spec.sort else ""))
        default = tuple(column.key for column in self.spec.columns if column.shown or column.fixed)
        pairs.append(("cols", ",".join(state.columns) if tuple(state.columns) != default else ""))
        pairs.append(("density", state.density if state.density != "normal" else ""))
        pairs += [(key, str(changes.get(key) or "")) for key in ("after", "before")]
        return "?" + urlencode([(key, value) for key, value in pairs if value])


@dataclass(frozen=True)
class Row:
    """One line: `cells` by column key, `href` opens it, `label` names it to screen readers."""

    id: str
    cells: Mapping[str, object]
    href: str = ""
    label: str = ""


@dataclass(frozen=True)
class ListPage:
    """Everything `{% list page %}` draws. `count` is that of all matching rows, not of this page;
    `about` says that it is an estimate.

    bulk: (label, URL) pairs; the URL is posted with `ids` (or `all=1`) and the state's query.
    """

    state: ListState
    rows: Sequence[Row]
    count: int | None = None
    about: bool = False
    next: str = ""
    previous: str = ""
    export: str = ""
    bulk: Sequence[tuple[str, str]] = ()
    noun: str = ""
    empty: Mapping[str, str] = field(default_factory=dict)
