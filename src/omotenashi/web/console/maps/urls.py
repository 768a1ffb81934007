# SPDX-License-Identifier: Apache-2.0
"""Addresses of ジャーニーマップ."""

from django.urls import path

from omotenashi.web.console.maps import changing, serving, views

urlpatterns = [
    path("", views.show_maps, name="maps"),
    path("new/", changing.create_map, name="maps-new"),
    path("<uuid:map_id>/", views.show_map, name="map"),
    path("<uuid:map_id>/changes/", changing.create_change, name="map-change"),
    path("<uuid:map_id>/undo/", changing.create_undo, name="map-undo"),
    path("<uuid:map_id>/history/", views.show_history, name="map-history"),
    path("<uuid:map_id>/history/<int:revision>/", changing.create_restore, name="map-restore"),
    path("<uuid:map_id>/archive/", changing.create_archive, name="map-archive"),
    path("<uuid:map_id>/measures/<slug:stage>/<slug:channel>/", serving.show_measure, name="map-measure"),
    path("<uuid:map_id>/map.png", views.show_picture, name="map-picture"),
    path("<uuid:map_id>/map.pdf", views.show_paper, name="map-paper"),
]
