# SPDX-License-Identifier: Apache-2.0
"""Addresses of 店頭QR."""

from django.urls import path

from omotenashi.web.console.membership import views

urlpatterns = [
    path("", views.show_posters, name="membership"),
    path("<uuid:location_id>/", views.show_poster, name="membership-poster"),
]
