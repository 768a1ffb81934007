# SPDX-License-Identifier: Apache-2.0
"""Addresses of /sms/."""

from django.urls import path

from omotenashi.web.api.sms import views

app_name = "sms"
urlpatterns = [path("webhook/", views.hear, name="webhook")]
