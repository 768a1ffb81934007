# SPDX-License-Identifier: Apache-2.0
"""Tags for the built front end: `{% ui_asset "main" %}` writes the links that the Vite manifest names."""

import json
from functools import lru_cache
from pathlib import Path
from typing import NotRequired, TypedDict
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

BUILT = Path(__file__).resolve().parent.parent / "static" / "ui"
ENTRIES = {"main": "main.ts", "fonts": "styles/fonts.css", "register": "register/main.ts"}


class Built(TypedDict):
    """One entry of Vite's manifest, as far as we read it."""

    file: str
    css: NotRequired[list[str]]
    imports: NotRequired[list[str]]
    dynamicImports: NotRequired[list[str]]


class FrontEndNotBuilt(Exception):
    """There is no manifest: run `python -m omotenashi.web.ui.build`."""


@register.simple_tag
def ui_asset(name: str) -> SafeString:
    """Style sheets and script of an entry (`main`, `fonts`), with the hashed names of this build."""
    entry = manifest()[ENTRIES[name]]
    sheets = [*entry.get("css", []), *([entry["file"]] if entry["file"].endswith(".css") else [])]
    links = format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(f"ui/{sheet}"),) for sheet in sheets))
    if entry["file"].endswith(".css"):
        return links
    return links + format_html('\n<script type="module" src="{}"></script>', static(f"ui/{entry['file']}"))


@register.simple_tag
def ui_font_preload() -> SafeString:
    """Preloads the subset with Latin letters and digits, so that figures do not jump when it arrives."""
    for key, entry in manifest().items():
        if key.endswith("noto-sans-jp-latin-wght-normal.woff2"):
            href = static(f"ui/{entry['file']}")
            return format_html('<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>', href)
    return mark_safe("")  # a constant


@register.simple_tag(takes_context=True)
def ui_theme(context: template.Context) -> SafeString:
    """The attribute `data-theme` of `<html>`, from the cookie: right in the first paint, no flash."""
    request = context.get("request")
    theme = request.COOKIES.get("theme") if request else None
    return format_html(' data-theme="{}"', theme) if theme in ("light", "dark") else mark_safe("")  # our own words


def manifest() -> dict[str, Built]:
    """Vite's manifest: source name → its built file and style sheets. Read anew in debug."""
    path = BUILT / "manifest.json"
    if not path.exists():
        raise FrontEndNotBuilt(str(path))
    return _read(path, path.stat().st_mtime_ns if settings.DEBUG else 0)


@lru_cache(maxsize=2)
def _read(path: Path, stamp: int) -> dict[str, Built]:  # noqa: ARG001  # the stamp is the key of the cache
    found: dict[str, Built] = json.loads(path.read_text())
    return found


@register.simple_tag
def ui_icon_url() -> str:
    """The icon of the browser tab: the 暖簾 of the brand, in the address itself, so that no request is needed."""
    return "data:image/svg+xml," + quote(
        render_to_string("ui/mark.html").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    )


@register.simple_tag
def ui_asset_if_built(name: str) -> SafeString:
    """As `ui_asset`, and nothing when there is no build: for error pages, which must never fail."""
    try:
        return ui_asset(name)
    except FrontEndNotBuilt:
        return mark_safe("")  # a constant


@register.simple_tag
def ui_words() -> SafeString:
    """The words that scripts say, in the language of the page."""
    return format_html('<script type="application/json" id="ui-words">{}</script>', mark_safe(json.dumps(words())))  # noqa: S308  # our own words


def words() -> dict[str, str]:
    """Key → text for `word()` in behaviours/words.ts. None holds markup."""
    return {
        "undo": _("Undo"),
        "close": _("Close"),
        "confirm": _("Are you sure?"),
        "type": _("Type “%s” to go on"),
        "failed": _("That did not work. Nothing was changed."),
        "refused": _("You may not do this. Ask someone who manages roles."),
        "offline": _("The server cannot be reached. What you typed is still here; try again."),
        "code": _("Code"),
        "uploading": _("Uploading"),
        "reading": _("Reading the file"),
        "immature": _("not yet complete"),
        "png": _("Picture"),
        "csv": _("CSV"),
        "dark": _("Dark"),
        "light": _("Light"),
        "nothing": _("Nothing found"),
    }
