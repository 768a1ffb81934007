# SPDX-License-Identifier: Apache-2.0
"""Addresses of /v1/: the door knows them; an unknown one is answered here too, without a redirect."""

from django.urls import path, re_path

from omotenashi.web.api.collect.tag import show_tag
from omotenashi.web.api.collect.views import answer_call

urlpatterns = [
    path("tag.js", show_tag),
    re_path(r"^(?P<path>.*)$", answer_call),
]
