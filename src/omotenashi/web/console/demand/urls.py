# SPDX-License-Identifier: Apache-2.0
"""Addresses of 発注提案."""

from django.urls import path

from omotenashi.web.console.demand import terms_views, views

urlpatterns = [
    path("", views.show, name="demand"),
    path("export/", views.export, name="demand-export"),
    path("runs/", views.create_run, name="demand-runs"),
    path("runs/newest/", views.show_run, name="demand-run"),
    path("runs/newest/cancellation/", views.create_cancellation, name="demand-cancellation"),
    path("transfers/", views.create_transfers, name="demand-transfers"),
    path("terms/", terms_views.show, name="demand-terms"),
    path("terms/<uuid:location_id>/", terms_views.save, name="demand-terms-of"),
    path("<uuid:variant_id>/<uuid:location_id>/", views.show_sku, name="demand-sku"),
]
