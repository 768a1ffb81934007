# SPDX-License-Identifier: Apache-2.0
"""Addresses of 顧客."""

from django.urls import path

from omotenashi.web.console.customers import (
    care_views,
    field_views,
    household_views,
    note_views,
    peace_views,
    union_views,
    views,
    why_views,
)

urlpatterns = [
    path("", views.show_customers, name="customers"),
    path("export/", views.export_customers, name="customers-export"),
    path("<uuid:person_id>/", views.show_customer, name="customer"),
    path("<uuid:person_id>/timeline/", views.show_timeline, name="customer-timeline"),
    path("<uuid:person_id>/seen/", views.show_seen, name="customer-seen"),
    path("<uuid:person_id>/why/", why_views.show_why, name="customer-why"),
    path("<uuid:person_id>/separation/", why_views.separate, name="customer-separation"),
    path("<uuid:person_id>/union/", union_views.unite, name="customer-union"),
    path("<uuid:person_id>/lifting/", union_views.create_lift, name="customer-lifting"),
    path("<uuid:person_id>/joins/<uuid:log_id>/undo/", why_views.create_undo, name="customer-join-undo"),
    path("<uuid:person_id>/more/", note_views.show_more, name="customer-more"),
    path("<uuid:person_id>/fields/<slug:field>/", field_views.show_field, name="customer-field"),
    path("<uuid:person_id>/fields/<slug:field>/correction/", field_views.create_correction, name="customer-correction"),
    path(
        "<uuid:person_id>/corrections/<int:value_id>/undo/",
        field_views.create_correction_undo,
        name="customer-correction-undo",
    ),
    path("<uuid:person_id>/notes/", note_views.create_note, name="customer-notes"),
    path("<uuid:person_id>/notes/<uuid:note_id>/text/", note_views.create_note_text, name="customer-note-text"),
    path("<uuid:person_id>/notes/<uuid:note_id>/pin/", note_views.create_note_pin, name="customer-note-pin"),
    path(
        "<uuid:person_id>/notes/<uuid:note_id>/removal/", note_views.create_note_removal, name="customer-note-removal"
    ),
    path(
        "<uuid:person_id>/notes/<uuid:note_id>/reversal/",
        note_views.create_note_reversal,
        name="customer-note-reversal",
    ),
    path("<uuid:person_id>/cares/", care_views.create_care, name="customer-cares"),
    path("<uuid:person_id>/cares/<uuid:care_id>/removal/", care_views.create_removal, name="customer-care-removal"),
    path("<uuid:person_id>/pauses/", peace_views.create_pause, name="customer-pauses"),
    path("<uuid:person_id>/pauses/<uuid:pause_id>/end/", peace_views.create_end, name="customer-pause-end"),
    path(
        "<uuid:person_id>/households/<uuid:member_id>/leaving/",
        household_views.create_leaving,
        name="customer-household-leaving",
    ),
    path("<uuid:person_id>/visits/", note_views.create_visit, name="customer-visits"),
    path(
        "<uuid:person_id>/visits/<uuid:plan_id>/removal/",
        note_views.create_visit_removal,
        name="customer-visit-removal",
    ),
]
