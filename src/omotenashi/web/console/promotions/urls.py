# SPDX-License-Identifier: Apache-2.0
"""Addresses of 施策."""

from django.urls import path

from omotenashi.web.console.promotions import basket_views, code_views, views

urlpatterns = [
    path("", views.show_campaigns, name="promotions"),
    path("export/", views.export_campaigns, name="promotions-export"),
    path("new/", views.edit_campaign, name="promotion-new"),
    path("basket/", basket_views.try_basket, name="promotions-basket"),
    path("trial/", views.try_campaign, name="promotion-trial"),
    path("batches/<uuid:batch_id>/", code_views.show_batch, name="promotion-batch"),
    path("batches/<uuid:batch_id>/export/", code_views.export_batch, name="promotion-batch-export"),
    path("<uuid:campaign_id>/", views.show_campaign, name="promotion"),
    path("<uuid:campaign_id>/edit/", views.edit_campaign, name="promotion-edit"),
    path("<uuid:campaign_id>/stop/", views.create_stop, name="promotion-stop"),
    path("<uuid:campaign_id>/start/", views.create_start, name="promotion-start"),
    path("<uuid:campaign_id>/batches/", code_views.create_batch, name="promotion-batches"),
]
