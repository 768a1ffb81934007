# SPDX-License-Identifier: Apache-2.0
"""Addresses of オムニチャネル診断."""

from django.urls import path

from omotenashi.web.console.maturity import views

urlpatterns = [
    path("", views.show, name="maturity"),
    path("<slug:code>/", views.create_answer, name="maturity-answer"),
]
