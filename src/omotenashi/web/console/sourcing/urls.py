# SPDX-License-Identifier: Apache-2.0
"""Addresses of 引当方針."""

from django.urls import path

from omotenashi.web.console.sourcing import views

urlpatterns = [
    path("", views.show_strategy, name="sourcing"),
    path("strategies/", views.create_strategy, name="sourcing-strategies"),
]
