# SPDX-License-Identifier: Apache-2.0
"""Addresses of ポイント."""

from django.urls import path

from omotenashi.web.console.points import views

urlpatterns = [
    path("", views.show_points, name="points"),
    path("programme/", views.edit_programme, name="points-programme"),
    path("cards/", views.show_cards, name="gift-cards"),
    path("cards/export/", views.export_cards, name="gift-cards-export"),
]
