# SPDX-License-Identifier: Apache-2.0
"""Addresses of the consent ledger and the suppressions."""

from django.urls import path

from omotenashi.web.console.consents import signup, views

urlpatterns = [
    path("", views.show_ledger, name="consents"),
    path("export/", views.export_ledger, name="consents-export"),
    path("signup/", signup.show_signup, name="signup"),
    path("suppressions/", views.show_suppressions, name="suppressions"),
    path("suppressions/export/", views.export_suppressions, name="suppressions-export"),
    path("suppressions/new/", views.create_suppression, name="suppression-new"),
    path("suppressions/<uuid:suppression_id>/lift/", views.lift_suppression, name="suppression-lift"),
]
