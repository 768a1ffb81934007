# SPDX-License-Identifier: Apache-2.0
"""Addresses of 需要インサイト."""

from django.urls import path

from omotenashi.web.console.demand import unmet_views

urlpatterns = [
    path("", unmet_views.show, name="unmet"),
    path("export/", unmet_views.export, name="unmet-export"),
    path("people/", unmet_views.show_people, name="unmet-people"),
    path("people/segment/", unmet_views.create_segment, name="unmet-people-segment"),
    path("people/export/", unmet_views.export_people, name="unmet-people-export"),
]
