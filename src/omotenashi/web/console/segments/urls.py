# SPDX-License-Identifier: Apache-2.0
"""Addresses of セグメント."""

from django.urls import path

from omotenashi.web.console.segments import adding, building, changes, making, views

urlpatterns = [
    path("", views.show_segments, name="segments"),
    path("export/", views.export_segments, name="segments-export"),
    path("new/", making.create_segment, name="segment-create"),
    path("build/", building.show_builder, name="segment-build"),
    path("build/segment/", building.create_segment, name="segment-build-create"),
    path("<uuid:segment_id>/", views.show_segment, name="segment"),
    path("<uuid:segment_id>/export/", views.export_members, name="segment-members-export"),
    path("<uuid:segment_id>/conditions/", building.show_conditions, name="segment-conditions"),
    path("<uuid:segment_id>/people/", adding.create_people, name="segment-people"),
    path("<uuid:segment_id>/people/found/", adding.show_found, name="segment-people-found"),
    path("<uuid:segment_id>/name/", changes.put_name, name="segment-name"),
    path("<uuid:segment_id>/state/", changes.put_state, name="segment-state"),
    path("<uuid:segment_id>/computation/", changes.create_computation, name="segment-computation"),
    path("<uuid:segment_id>/computation/progress/", changes.show_progress, name="segment-progress"),
    path("<uuid:segment_id>/computation/cancellation/", changes.cancel_computation, name="segment-cancel"),
]
