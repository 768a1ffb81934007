# SPDX-License-Identifier: Apache-2.0
"""Addresses of データマップ."""

from django.urls import path

from omotenashi.web.console.datamap import views

urlpatterns = [
    path("", views.show_map, name="datamap"),
    path("file/", views.export_map, name="datamap-file"),
]
