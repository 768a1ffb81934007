# SPDX-License-Identifier: Apache-2.0
"""Addresses of 口コミ."""

from django.urls import path

from omotenashi.web.console.reviews import views

urlpatterns = [
    path("", views.show_reviews, name="reviews"),
    path("export/", views.export_reviews, name="reviews-export"),
    path("<uuid:review_id>/", views.show_review, name="review"),
    path("<uuid:review_id>/decision/", views.create_decision, name="review-decision"),
    path("<uuid:review_id>/answer/", views.put_answer, name="review-answer"),
]
