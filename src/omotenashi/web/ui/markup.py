# SPDX-License-Identifier: Apache-2.0
"""Small helpers for tags that write HTML: attributes from keyword arguments, and a component's template."""

from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import get_template
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
    rendered: SafeString = _template(name).render(context)
    return rendered


def _template(name: str) -> Any:
    return get_template(f"ui/components/{name}.html") if settings.DEBUG else _kept_template(name)


# A page shows dozens of components of a few kinds; finding the template again costs as much as filling it.
@cache
def _kept_template(name: str) -> Any:
    return get_template(f"ui/components/{name}.html")
