# SPDX-License-Identifier: Apache-2.0
"""How a step reads that sets a field of the profile: fields, where values come from, and the sentence."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omotenashi.engagement.journeys.queries import GENDERS, ORIGINS, SETTABLE, Step, fitted
from omotenashi.web.console.customers import words as customers

_ORIGINS: Mapping[str, str | Promise] = {
    "": gettext_lazy("The same for everybody"),
    "event": gettext_lazy("A value that they came in with"),
}


def fields() -> list[tuple[str, str]]:
    """Give the fields that may be set."""
    return [(field, str(customers.FIELD_NAMES[field])) for field in SETTABLE]


def origins() -> list[tuple[str, str]]:
    """Give where a value may come from."""
    return [(origin, str(_ORIGINS[origin])) for origin in ORIGINS]


def genders() -> list[tuple[str, str]]:
    """Give what a gender may be set to."""
    return [(one, str(customers.GENDERS[one])) for one in GENDERS]


def step(one: Step) -> str:
    """Say in a sentence what is set to what."""
    field, value = str(one["field"] or ""), str(one["value"] or "").strip()
    if field not in SETTABLE or not (value if one["of"] else fitted(field, value)):
        return _("No value chosen yet")
    if one["of"]:
        value = f"{{{{ event.{value} }}}}"
    elif field == "gender":
        value = str(customers.GENDERS.get(value, value))
    return _("Set %(field)s to “%(value)s”") % {"field": customers.FIELD_NAMES[field], "value": value}
