# SPDX-License-Identifier: Apache-2.0
"""The address of the home page."""

from django.urls import path

from omotenashi.web.console.home import views

urlpatterns = [path("", views.home, name="home")]
