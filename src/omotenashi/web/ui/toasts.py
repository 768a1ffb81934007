# SPDX-License-Identifier: Apache-2.0
"""Short words after something was done, with 元に戻す where it can be taken back.

`add` before a redirect or a page; `trigger` on an htmx answer that swaps only a part.
"""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

LEVELS = {"good": messages.SUCCESS, "warn": messages.WARNING, "bad": messages.ERROR, "info": messages.INFO}


def add(request: HttpRequest, text: str, *, state: str = "good", undo: str = "") -> None:
    """Show `text` on the next page. `undo` is a URL that is posted to take it back."""
    messages.add_message(request, LEVELS[state], text, extra_tags=json.dumps({"undo": undo}) if undo else "")


def trigger[Response: HttpResponse](response: Response, text: str, *, state: str = "good", undo: str = "") -> Response:
    """Show `text` when this htmx answer arrives."""
    response["HX-Trigger"] = json.dumps({"toast": {"text": text, "state": state, "undo": undo}})
    return response
