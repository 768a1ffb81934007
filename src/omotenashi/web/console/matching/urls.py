# SPDX-License-Identifier: Apache-2.0
"""Addresses of 名寄せ."""

from django.urls import path

from omotenashi.web.console.matching import run_views, shared_views, views

urlpatterns = [
    path("", views.show_queue, name="matches"),
    path("export/", views.export_queue, name="match-export"),
    path("runs/", run_views.create_run, name="match-runs"),
    path("runs/<uuid:run_id>/", run_views.show_run, name="match-run"),
    path("runs/<uuid:run_id>/end/", run_views.create_end, name="match-run-end"),
    path("shared/", shared_views.show_shared, name="match-shared"),
    path("shared/<uuid:blocked_id>/review/", shared_views.create_review, name="match-review"),
    path("batches/", run_views.create_batch, name="match-batches"),
    path("batches/<uuid:batch_id>/undo/", run_views.create_batch_undo, name="match-batch-undo"),
    path("<uuid:pair_id>/decision/", views.create_decision, name="match-decision"),
    path("<uuid:pair_id>/undo/", views.create_undo, name="match-undo"),
]
