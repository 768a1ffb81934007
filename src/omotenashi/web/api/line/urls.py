# SPDX-License-Identifier: Apache-2.0
"""Addresses of /line/."""

from django.urls import path

from omotenashi.web.api.line import views

app_name = "line"
urlpatterns = [path("webhook/", views.hear, name="webhook")]
