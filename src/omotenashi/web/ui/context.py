# SPDX-License-Identifier: Apache-2.0
"""What every template knows: the other language, for the switch."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def page(request: HttpRequest) -> dict[str, object]:
    """`other_language`: (code, name) of the language that is not shown now."""
    now = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    others = [(code, name) for code, name in settings.LANGUAGES if code != now]
    return {"other_language": others[0] if others else None, "path": request.get_full_path()}
