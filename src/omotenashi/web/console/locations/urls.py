# SPDX-License-Identifier: Apache-2.0
"""Addresses of 店舗."""

from django.urls import path

from omotenashi.web.console.locations import views

urlpatterns = [
    path("", views.show_shops, name="shops"),
    path("export/", views.export_shops, name="shops-export"),
    path("<uuid:location_id>/", views.show_shop, name="shop"),
]
