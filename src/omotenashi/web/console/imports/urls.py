# SPDX-License-Identifier: Apache-2.0
"""Addresses of データ取込."""

from django.urls import path

from omotenashi.web.console.imports import refused_views, undo_views, views

urlpatterns = [
    path("", views.show_imports, name="imports"),
    path("files/", views.create_import, name="import-files"),
    path("<uuid:run_id>/", views.show_import, name="import"),
    path("<uuid:run_id>/columns/", views.choose_columns, name="import-columns"),
    path("<uuid:run_id>/preview/", views.show_preview, name="import-preview"),
    path("<uuid:run_id>/start/", views.create_start, name="import-start"),
    path("<uuid:run_id>/progress/", views.show_progress, name="import-progress"),
    path("<uuid:run_id>/undo/", undo_views.undo_import, name="import-undo"),
    path("<uuid:run_id>/numbers/", undo_views.create_numbers, name="import-numbers"),
    path("<uuid:run_id>/removal/", views.create_removal, name="import-removal"),
    path("<uuid:run_id>/refused/", refused_views.show_refused, name="import-refused"),
    path("<uuid:run_id>/refused/file/", refused_views.download_refused, name="import-refused-file"),
    path("<uuid:run_id>/mending/", refused_views.create_mending, name="import-mending"),
    path("<uuid:run_id>/replay/", refused_views.create_replay, name="import-replay"),
]
