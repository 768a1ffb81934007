# SPDX-License-Identifier: Apache-2.0
"""Addresses of /pay/."""

from django.urls import path

from omotenashi.web.api.payments import simulator, views

app_name = "payments"
urlpatterns = [
    path("hooks/<slug:provider>/", views.hear, name="hook"),
    path("simulator/<slug:ref>/", simulator.choose_outcome, name="simulator"),
]
