# SPDX-License-Identifier: Apache-2.0
"""Addresses of 注文."""

from django.urls import path

from omotenashi.web.console.orders import views

urlpatterns = [
    path("", views.show_orders, name="orders"),
    path("export/", views.export_orders, name="orders-export"),
    path("returns/", views.show_returns, name="returns"),
    path("returns/export/", views.export_returns, name="returns-export"),
    path("<uuid:order_id>/", views.show_order, name="order"),
    path("<uuid:order_id>/cancellation/", views.create_cancellation, name="order-cancellation"),
    path("<uuid:order_id>/documents/<uuid:document_id>/", views.show_document, name="order-document"),
]
