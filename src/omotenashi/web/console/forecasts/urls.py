# SPDX-License-Identifier: Apache-2.0
"""Addresses of LTV予測."""

from django.urls import path

from omotenashi.web.console.forecasts import views

urlpatterns = [
    path("", views.show_forecast, name="ltv-forecast"),
    path("export/", views.export_forecast, name="ltv-forecast-export"),
    path("segment/", views.create_segment, name="ltv-forecast-segment"),
    path("runs/", views.create_run, name="ltv-forecast-runs"),
    path("runs/newest/", views.show_run, name="ltv-forecast-run"),
    path("runs/newest/cancellation/", views.create_cancellation, name="ltv-forecast-cancellation"),
]
