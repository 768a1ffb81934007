# SPDX-License-Identifier: Apache-2.0
"""Addresses of the requests."""

from django.urls import path

from omotenashi.web.console.requests import giving, steps, views

urlpatterns = [
    path("", views.show_requests, name="requests"),
    path("new/", views.create_request, name="request-new"),
    path("days/", views.set_days, name="request-days"),
    path("<uuid:case_id>/", views.show_request, name="request"),
    path("<uuid:case_id>/identity/", steps.create_identity, name="request-identity"),
    path("<uuid:case_id>/answer/", steps.create_answer, name="request-answer"),
    path("<uuid:case_id>/refusal/", steps.create_refusal, name="request-refusal"),
    path("<uuid:case_id>/withdrawal/", steps.create_withdrawal, name="request-withdrawal"),
    path("<uuid:case_id>/notes/", steps.create_note, name="request-notes"),
    path("<uuid:case_id>/person/", steps.create_person, name="request-person"),
    path("<uuid:case_id>/export/", giving.export_person, name="request-export"),
    path("<uuid:case_id>/erasure/", giving.erase_person, name="request-erasure"),
]
