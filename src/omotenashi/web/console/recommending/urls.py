# SPDX-License-Identifier: Apache-2.0
"""Addresses of レコメンド."""

from django.urls import path

from omotenashi.web.console.recommending import views

urlpatterns = [
    path("", views.show, name="recommend"),
    path("products/", views.export_products, name="recommend-products"),
    path("runs/", views.create_run, name="recommend-runs"),
    path("runs/newest/", views.show_run, name="recommend-run"),
    path("runs/newest/cancellation/", views.create_cancellation, name="recommend-cancellation"),
]
