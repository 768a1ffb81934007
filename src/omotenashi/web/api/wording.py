# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a value, in the reader's language: the kinds of error of the validator as sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# The name every view gives its body.
BODY_ARGUMENT = "batch"

_SENTENCES = {
    "missing": gettext_noop("This is missing."),
    "extra_forbidden": gettext_noop("This is not known here."),
    "string_type": gettext_noop("This must be text."),
    "string_too_short": gettext_noop("This must have at least %(min_length)s characters."),
    "string_too_long": gettext_noop("This must have at most %(max_length)s characters."),
    "string_pattern_mismatch": gettext_noop("This is not written as it must be: %(pattern)s"),
    "string_unicode": gettext_noop("This holds signs that are no text."),
    "int_type": gettext_noop("This must be a whole number."),
    "int_parsing": gettext_noop("This must be a whole number."),
    "int_from_float": gettext_noop("This must be a whole number."),
    "bool_type": gettext_noop("This must be true or false."),
    "greater_than_equal": gettext_noop("This must be at least %(ge)s."),
    "less_than_equal": gettext_noop("This must be at most %(le)s."),
    "too_long": gettext_noop("At most %(max_length)s of these are possible."),
    "too_short": gettext_noop("At least %(min_length)s of these are needed."),
    "literal_error": gettext_noop("This must be one of: %(expected)s"),
    "uuid_parsing": gettext_noop("This is no id."),
    "uuid_type": gettext_noop("This is no id."),
    "moment": gettext_noop("This must be a moment with its offset, as 2026-01-31T09:30:00+09:00."),
    "day": gettext_noop("This must be a day, as 2026-01-31."),
    "amount": gettext_noop("This must be a whole number, or text with at most four digits behind the point."),
    "list_type": gettext_noop("This must be a list."),
    "dict_type": gettext_noop("This must be an object."),
    "model_type": gettext_noop("This must be an object."),
    "model_attributes_type": gettext_noop("This must be an object."),
}


def message_of(error: Mapping[str, Any]) -> str:
    """Say in the reader's language what is wrong. `error` holds `type` and `ctx`, as pydantic gives them."""
    sentence = _SENTENCES.get(str(error.get("type")))
    if sentence is None:
        return _("This value is not possible.")
    return _(sentence) % dict(error.get("ctx") or {})
