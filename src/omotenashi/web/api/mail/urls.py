# SPDX-License-Identifier: Apache-2.0
"""Addresses of /mail/."""

from django.urls import path

from omotenashi.web.api.mail import views

app_name = "mail"
urlpatterns = [path("bounces/", views.hear, name="bounces")]
