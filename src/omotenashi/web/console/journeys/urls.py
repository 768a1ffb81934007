# SPDX-License-Identifier: Apache-2.0
"""Addresses of シナリオ."""

from django.urls import path

from omotenashi.web.console.journeys import changes, editing, hooks, moving, releasing, unsaying, views

urlpatterns = [
    path("", views.show_journeys, name="journeys"),
    path("send-day/", views.show_send_day, name="journey-send-day"),
    path("problems/", views.show_problems, name="journey-problems"),
    path("export/", views.export_journeys, name="journeys-export"),
    path("ready/<slug:code>/", changes.create_from_ready, name="journey-adopt"),
    path("new/", changes.create_journey, name="journey-new"),
    path("broadcasts/", changes.create_broadcast, name="journey-broadcast"),
    path("hooks/", hooks.show_hooks, name="journey-hooks"),
    path("hooks/<uuid:hook_id>/secret/", hooks.create_secret, name="journey-hook-secret"),
    path("hooks/<uuid:hook_id>/trial/", hooks.create_trial, name="journey-hook-trial"),
    path("hooks/<uuid:hook_id>/removal/", hooks.create_removal, name="journey-hook-removal"),
    path("<uuid:journey_id>/", views.show_journey, name="journey"),
    path("<uuid:journey_id>/simulation/", views.show_simulation, name="journey-simulation"),
    path("<uuid:journey_id>/people/", views.show_people, name="journey-people"),
    path("<uuid:journey_id>/version/", releasing.create_version, name="journey-version"),
    path("<uuid:journey_id>/version/expected/", releasing.show_expected, name="journey-expected"),
    path("<uuid:journey_id>/state/", changes.put_state, name="journey-state"),
    path("<uuid:journey_id>/lesson/", changes.create_lesson, name="journey-lesson"),
    path("<uuid:journey_id>/notes/", changes.put_notes, name="journey-notes"),
    path("<uuid:journey_id>/drawing/", editing.put_drawing, name="journey-drawing"),
    path("<uuid:journey_id>/copy/", editing.create_copy, name="journey-copy"),
    path("<uuid:journey_id>/numbers/", views.show_numbers, name="journey-numbers"),
    path("<uuid:journey_id>/versions/", views.show_versions, name="journey-versions"),
    path("<uuid:journey_id>/unsaying/", unsaying.create_unsaying, name="journey-unsaying"),
    path("<uuid:journey_id>/versions/<int:number>/", views.show_version, name="journey-version-old"),
    path("<uuid:journey_id>/versions/<int:number>/drawing/", releasing.create_redrawing, name="journey-redrawing"),
    path("<uuid:journey_id>/versions/<int:number>/transfer/", moving.show_transfer, name="journey-transfer"),
    path("transfers/<uuid:transfer_id>/return/", moving.create_return, name="journey-return"),
]
