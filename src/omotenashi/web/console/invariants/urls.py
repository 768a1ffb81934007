# SPDX-License-Identifier: Apache-2.0
"""Addresses of 帳簿の点検."""

from django.urls import path

from omotenashi.web.console.invariants import views

urlpatterns = [
    path("", views.show_invariants, name="invariants"),
    path("checks/", views.create_check, name="invariants-check"),
]
