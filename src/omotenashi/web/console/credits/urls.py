# SPDX-License-Identifier: Apache-2.0
"""Addresses of 共有評価."""

from django.urls import path

from omotenashi.web.console.credits import views

urlpatterns = [
    path("", views.show_credits, name="credits"),
    path("export/", views.export_credits, name="credits-export"),
    path("shares/", views.show_shares, name="credits-shares"),
    path("shares/export/", views.export_shares, name="credits-shares-export"),
]
