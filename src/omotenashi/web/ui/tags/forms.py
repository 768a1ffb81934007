# SPDX-License-Identifier: Apache-2.0
"""Forms: `{% field form.name %}` draws label, control, help and errors; `{% toggle %}` a switch outside a form."""

from django import template
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.utils.safestring import SafeString

from omotenashi.web.ui.markup import attributes, component

register = template.Library()


@register.simple_tag
def field(bound: BoundField, label: str = "", help: str = "", **attrs: object) -> SafeString:  # noqa: A002  # reads well in a template
    """A form field. Further keywords are attributes of the control (autofocus=True, hx_get="…")."""
    kind = _kind(bound)
    at = str(attrs.get("id") or bound.id_for_label or bound.auto_id)
    described = [f"{at}-help"] if help or bound.help_text else []
    if bound.errors:
        described.append(f"{at}-error")
        attrs["aria_invalid"] = "true"
    if described:
        attrs["aria_describedby"] = " ".join(described)
    look = {"check": "checkbox checkbox-sm", "radios": "o-choices", "checks": "o-choices"}
    attrs["class"] = look.get(kind, "o-input")
    if isinstance(bound.field.widget, Textarea):
        attrs.setdefault("rows", 4)
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
    kept: dict[str, str | bool] = {
        name: value if value is True else str(value) for name, value in named.items() if value not in (None, False)
    }
    return component(
        "field",
        bound=bound,
        kind=kind,
        control=bound.as_widget(attrs=kept),
        label=label or bound.label,
        help=help or bound.help_text,
        at=at,
    )


@register.simple_tag
def bare(bound: BoundField, of: str, **attrs: object) -> SafeString:
    """A control alone, for a cell of a table: it is called by its field and by what its row is about."""
    kept: dict[str, str | bool] = {name.rstrip("_").replace("_", "-"): str(value) for name, value in attrs.items()}
    kept |= {
        "aria-label": f"{bound.label}: {of}",
        "class": "checkbox checkbox-sm" if _kind(bound) == "check" else "o-input",
    }
    if bound.errors:
        kept |= {"aria-invalid": "true", "title": " ".join(str(error) for error in bound.errors)}
    return SafeString(bound.as_widget(attrs=kept))  # Django's own widget


@register.simple_tag
def fields(form) -> SafeString:  # type: ignore[no-untyped-def]  # any Django form
    """All fields of a form, with its own errors on top."""
    return component("fields", form=form)


@register.simple_tag
def toggle(name: str, label: str, checked: bool = False, help: str = "", **attrs: object) -> SafeString:  # noqa: A002  # reads well in a template
    """A switch that takes effect at once (give it hx_post)."""
    return component("toggle", name=name, label=label, checked=checked, help=help, attrs=attributes(attrs))


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    kinds = (
        (RadioSelect, "radios"),
        (CheckboxSelectMultiple, "checks"),
        (Select, "select"),
        (CheckboxInput, "check"),
        (Textarea, "text"),
        (ClearableFileInput, "file"),
    )
    return next((kind for cls, kind in kinds if isinstance(widget, cls)), "input")
