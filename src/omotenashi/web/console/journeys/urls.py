# SPDX-License-Identifier: Apache-2.0
"""Addresses of シナリオ."""

from django.urls import path

from omotenashi.web.console.journeys import changes, editing, views

urlpatterns = [
    path("", views.show_journeys, name="journeys"),
    path("export/", views.export_journeys, name="journeys-export"),
    path("ready/<slug:code>/", changes.create_from_ready, name="journey-adopt"),
    path("new/", changes.create_journey, name="journey-new"),
    path("broadcasts/", changes.create_broadcast, name="journey-broadcast"),
    path("<uuid:journey_id>/", views.show_journey, name="journey"),
    path("<uuid:journey_id>/simulation/", views.show_simulation, name="journey-simulation"),
    path("<uuid:journey_id>/people/", views.show_people, name="journey-people"),
    path("<uuid:journey_id>/version/", changes.create_version, name="journey-version"),
    path("<uuid:journey_id>/state/", changes.put_state, name="journey-state"),
    path("<uuid:journey_id>/notes/", changes.put_notes, name="journey-notes"),
    path("<uuid:journey_id>/settings/", editing.put_settings, name="journey-settings"),
    path("<uuid:journey_id>/steps/", editing.create_step, name="journey-step-new"),
    path("<uuid:journey_id>/steps/<slug:name>/", editing.put_step, name="journey-step"),
    path("<uuid:journey_id>/steps/<slug:name>/removal/", editing.remove_step, name="journey-step-remove"),
]
