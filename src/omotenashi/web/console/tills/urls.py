# SPDX-License-Identifier: Apache-2.0
"""Addresses of オフライン売上."""

from django.urls import path

from omotenashi.web.console.tills import views

urlpatterns = [
    path("", views.show_uploads, name="tills"),
    path("export/", views.export_uploads, name="tills-export"),
    path("<uuid:upload_id>/", views.show_upload, name="till-upload"),
    path("<uuid:upload_id>/settlement/", views.settle_upload, name="till-settlement"),
    path("points/<uuid:overdraft_id>/settlement/", views.settle_overdraft, name="till-points-settlement"),
]
