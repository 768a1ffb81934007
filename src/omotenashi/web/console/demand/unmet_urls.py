# SPDX-License-Identifier: Apache-2.0
"""Addresses of 需要インサイト."""

from django.urls import path

from omotenashi.web.console.demand import plan_views, unmet_views

urlpatterns = [
    path("", unmet_views.show, name="unmet"),
    path("export/", unmet_views.export, name="unmet-export"),
    path("plans/", plan_views.show_plans, name="unmet-plans"),
    path("plans/new/", plan_views.create_plan, name="unmet-plan-new"),
    path("plans/<uuid:plan_id>/", plan_views.show_plan, name="unmet-plan"),
    path("plans/<uuid:plan_id>/draft/", plan_views.create_draft, name="unmet-plan-draft"),
    path("plans/<uuid:plan_id>/removal/", plan_views.remove_plan, name="unmet-plan-removal"),
    path("people/", unmet_views.show_people, name="unmet-people"),
    path("people/segment/", unmet_views.create_segment, name="unmet-people-segment"),
    path("people/export/", unmet_views.export_people, name="unmet-people-export"),
]
