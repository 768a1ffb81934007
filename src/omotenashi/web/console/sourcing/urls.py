# SPDX-License-Identifier: Apache-2.0
"""Addresses of 引当方針."""

from django.urls import path

from omotenashi.web.console.sourcing import comparison_views, views

urlpatterns = [
    path("", views.show_strategy, name="sourcing"),
    path("strategies/", views.create_strategy, name="sourcing-strategies"),
    path("comparisons/", comparison_views.create_comparison, name="sourcing-comparisons"),
    path("comparisons/<uuid:comparison_id>/", comparison_views.show_comparison, name="sourcing-comparison"),
    path(
        "comparisons/<uuid:comparison_id>/progress/",
        comparison_views.show_progress,
        name="sourcing-comparison-progress",
    ),
    path(
        "comparisons/<uuid:comparison_id>/cancellation/",
        comparison_views.create_cancellation,
        name="sourcing-comparison-cancellation",
    ),
    path(
        "comparisons/<uuid:comparison_id>/export/",
        comparison_views.export_comparison,
        name="sourcing-comparison-export",
    ),
]
