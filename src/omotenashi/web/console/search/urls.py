# SPDX-License-Identifier: Apache-2.0
"""The address of ⌘K."""

from django.urls import path

from omotenashi.web.console.search import views

urlpatterns = [path("", views.search, name="search")]
