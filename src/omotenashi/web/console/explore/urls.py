# SPDX-License-Identifier: Apache-2.0
"""Addresses of 探索; people and files are those of every analysis, for whoever may explore."""

from django.urls import path

from omotenashi.web.console.access import needs
from omotenashi.web.console.explore import views
from omotenashi.web.console.figures import exports, people

_may = needs("measures.explore")
_of = {"name": views.NAME}

urlpatterns = [
    path("", views.show_explore, name="explore"),
    path("export/", _may(exports.figure), _of, name="explore-export"),
    path("people/", _may(people.behind), _of, name="explore-people"),
    path("people/export/", _may(exports.people), _of, name="explore-people-export"),
]
