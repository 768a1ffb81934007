# SPDX-License-Identifier: Apache-2.0
"""Addresses of 効果検証."""

from django.urls import path

from omotenashi.web.console.effects import accuracy, advice, beginning_views, knowledge, results, views

urlpatterns = [
    path("", views.show_all, name="effects"),
    path("export/", views.export, name="effects-export"),
    path("holdout/", views.put_holdout, name="holdout"),
    path("new/", beginning_views.plan, name="effect-plan"),
    path("new/power/", beginning_views.show_power, name="effect-power"),
    path("forecasts/", accuracy.show_forecasts, name="effect-forecasts"),
    path("knowledge/", knowledge.show_knowledge, name="effect-knowledge"),
    path("advice/<uuid:template_id>/", advice.show_advice, name="message-advice"),
    path("results/messages/<uuid:template_id>/", results.show_message, name="message-result"),
    path("results/scenarios/<uuid:journey_id>/", results.show_journey, name="journey-result"),
    path("<str:key>/", views.show, name="effect"),
    path("<str:key>/note/", knowledge.put_note, name="effect-note"),
    path("<str:key>/end/", beginning_views.create_end, name="effect-end"),
    path("<str:key>/removal/", beginning_views.create_removal, name="effect-removal"),
    path("<str:key>/people/", views.show_people, name="effect-people"),
    path("<str:key>/people/segment/", views.create_segment, name="effect-people-segment"),
    path("<str:key>/people/export/", views.export_people, name="effect-people-export"),
]
