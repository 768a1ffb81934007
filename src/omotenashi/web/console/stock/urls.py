# SPDX-License-Identifier: Apache-2.0
"""Addresses of 在庫."""

from django.urls import path

from omotenashi.web.console.stock import views

urlpatterns = [
    path("", views.show_stock, name="stock"),
    path("export/", views.export_stock, name="stock-export"),
    path("board/", views.show_board, name="stock-board"),
    path("<uuid:variant_id>/<uuid:location_id>/", views.show_level, name="stock-level"),
]
