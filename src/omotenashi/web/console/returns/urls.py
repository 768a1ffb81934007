# SPDX-License-Identifier: Apache-2.0
"""Addresses of 返品."""

from django.urls import path

from omotenashi.web.console.returns import steps, views

urlpatterns = [
    path("", views.show_returns, name="returns"),
    path("export/", views.export_returns, name="returns-export"),
    path("new/<uuid:order_id>/", views.create_return, name="return-new"),
    path("<uuid:return_id>/", views.show_return, name="return"),
    path("<uuid:return_id>/steps/", steps.create_step, name="return-step"),
]
