# SPDX-License-Identifier: Apache-2.0
"""Addresses of the analysis pages."""

from django.urls import path

from omotenashi.web.console.figures import exports, people, told_views, views

urlpatterns = [
    path("", views.index, name="figures"),
    path("purchase-reason/comments/", told_views.show_told, name="reason-comments"),
    path("purchase-reason/additions/", told_views.create_reason, name="reason-additions"),
    path("purchase-reason/readings/", told_views.create_reading, name="reason-reading"),
    path("<slug:name>/", views.figure, name="figure"),
    path("<slug:name>/export/", exports.figure, name="figure_export"),
    path("<slug:name>/people/", people.behind, name="figure_people"),
    path("<slug:name>/people/export/", exports.people, name="figure_people_export"),
]
