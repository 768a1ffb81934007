# SPDX-License-Identifier: Apache-2.0
"""Small helpers for tags that write HTML: attributes from keyword arguments, and a component's template."""

from collections.abc import Mapping
from html import escape

from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString


def text(value: object) -> str:
    """Write a value so that it may stand in HTML, also in an attribute; what is safe already stays as it is.

    Django's own `escape` first asks whether it was given something lazy, which costs more than the escaping.
    """
    return value if isinstance(value, SafeString) else escape(str(value))


def attributes(extra: Mapping[str, object]) -> SafeString:
    """HTML attributes: `hx_get` becomes `hx-get`, True a bare attribute, None and False nothing."""
    named = [(name.rstrip("_").replace("_", "-"), value) for name, value in extra.items()]
    kept = [(name, value) for name, value in named if value is not None and value is not False]
    return format_html_join("", ' {}="{}"', ((name, "" if value is True else value) for name, value in kept))


def component(name: str, /, **context: object) -> SafeString:
    """The template `ui/components/<name>.html`, rendered with nothing but what the tag gives it."""
    return render_to_string(f"ui/components/{name}.html", context)
