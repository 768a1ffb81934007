# SPDX-License-Identifier: Apache-2.0
"""Addresses of 計測ソース."""

from django.urls import path

from omotenashi.web.console.sources import refused_views, views

urlpatterns = [
    path("", views.show_sources, name="sources"),
    path("new/", views.create_source, name="source-new"),
    path("<uuid:source_id>/", views.show_source, name="source"),
    path("<uuid:source_id>/settings/", views.change_source, name="source-settings"),
    path("<uuid:source_id>/key/", views.create_key, name="source-key"),
    path("<uuid:source_id>/token/", views.create_token, name="source-token"),
    path("<uuid:source_id>/revocation/", views.create_revocation, name="source-revocation"),
    path("<uuid:source_id>/replay/", refused_views.create_replay, name="source-replay"),
    path("<uuid:source_id>/refused.csv", refused_views.export_refused, name="source-refused-file"),
]
