# SPDX-License-Identifier: Apache-2.0
"""Addresses of 注文."""

from django.urls import path

from omotenashi.web.console.orders import acts, views

urlpatterns = [
    path("", views.show_orders, name="orders"),
    path("export/", views.export_orders, name="orders-export"),
    path("returns/", views.show_returns, name="returns-recorded"),
    path("returns/export/", views.export_returns, name="returns-recorded-export"),
    path("<uuid:order_id>/", views.show_order, name="order"),
    path("<uuid:order_id>/cancellation/", views.create_cancellation, name="order-cancellation"),
    path("<uuid:order_id>/delivery/", acts.create_delivery, name="order-delivery"),
    path("<uuid:order_id>/notes/", acts.create_note, name="order-note"),
    path("<uuid:order_id>/link/", acts.create_link, name="order-link"),
    path("<uuid:order_id>/documents/", acts.create_document, name="order-documents"),
    path("<uuid:order_id>/documents/<uuid:document_id>/", views.show_document, name="order-document"),
]
