# SPDX-License-Identifier: Apache-2.0
"""Addresses of 決済 and 精算."""

from django.urls import path

from omotenashi.web.console.payments import drawer_views, views

urlpatterns = [
    path("payments/", views.show_payments, name="payments"),
    path("payments/export/", views.export_payments, name="payments-export"),
    path("payments/reconciliation/", views.show_reconciliation, name="reconciliation"),
    path("payments/reconciliation/export/", views.export_reconciliation, name="reconciliation-export"),
    path("payments/<uuid:intent_id>/", views.show_payment, name="payment"),
    path("payments/<uuid:intent_id>/refunds/", views.create_refund, name="payment-refund"),
    path("payments/<uuid:intent_id>/void/", views.create_void, name="payment-void"),
    path("payments/<uuid:intent_id>/look/", views.create_look, name="payment-look"),
    path("drawers/", drawer_views.show_drawers, name="drawers"),
    path("drawers/export/", drawer_views.export_drawers, name="drawers-export"),
    path("drawers/<uuid:shift_id>/", drawer_views.show_drawer, name="drawer"),
]
