# SPDX-License-Identifier: Apache-2.0
"""Addresses of 店舗目標."""

from django.urls import path

from omotenashi.web.console.goals import views

urlpatterns = [
    path("", views.show_goals, name="goals"),
    path("export/", views.export_goals, name="goals-export"),
    path("<int:entry_id>/undo/", views.undo, name="goals-undo"),
]
