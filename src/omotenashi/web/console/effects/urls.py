# SPDX-License-Identifier: Apache-2.0
"""Addresses of 効果検証."""

from django.urls import path

from omotenashi.web.console.effects import beginning_views, views

urlpatterns = [
    path("", views.show_all, name="effects"),
    path("export/", views.export, name="effects-export"),
    path("holdout/", views.put_holdout, name="holdout"),
    path("new/", beginning_views.plan, name="effect-plan"),
    path("new/power/", beginning_views.show_power, name="effect-power"),
    path("<str:key>/", views.show, name="effect"),
    path("<str:key>/end/", beginning_views.create_end, name="effect-end"),
    path("<str:key>/removal/", beginning_views.create_removal, name="effect-removal"),
    path("<str:key>/people/", views.show_people, name="effect-people"),
    path("<str:key>/people/segment/", views.create_segment, name="effect-people-segment"),
    path("<str:key>/people/export/", views.export_people, name="effect-people-export"),
]
