# SPDX-License-Identifier: Apache-2.0
"""Addresses of 受渡ボード and 試着・取り置き."""

from django.urls import path

from omotenashi.web.console.fulfilment import try_on_views, views

urlpatterns = [
    path("", views.show_board, name="fulfilment"),
    path("steps/", views.create_steps, name="fulfilment-steps"),
    path("try-ons/", try_on_views.show_try_ons, name="try-ons"),
    path("try-ons/export/", try_on_views.export_try_ons, name="try-ons-export"),
    path("try-ons/<uuid:hold_id>/", try_on_views.show_try_on, name="try-on"),
    path("try-ons/<uuid:hold_id>/steps/", try_on_views.create_try_on_step, name="try-on-step"),
    path("<uuid:fulfilment_id>/", views.show_task, name="fulfilment-task"),
    path("<uuid:fulfilment_id>/steps/", views.create_step, name="fulfilment-step"),
]
