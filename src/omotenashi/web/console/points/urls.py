# SPDX-License-Identifier: Apache-2.0
"""Addresses of ポイント."""

from django.urls import path

from omotenashi.web.console.points import card_views, month_views, rank_views, views

urlpatterns = [
    path("", views.show_points, name="points"),
    path("programme/", views.edit_programme, name="points-programme"),
    path("months/", month_views.show_months, name="points-months"),
    path("months/export/", month_views.export_months, name="points-months-export"),
    path("ranks/", rank_views.show_ranks, name="ranks"),
    path("ranks/ladder/", rank_views.save_ladder, name="ranks-ladder"),
    path("ranks/preview/", rank_views.preview_ranks, name="ranks-preview"),
    path("ranks/<int:version>/restore/", rank_views.restore_ranks, name="ranks-restore"),
    path("ranks/members/", rank_views.show_members, name="rank-members"),
    path("ranks/members/export/", rank_views.export_members, name="rank-members-export"),
    path("cards/", views.show_cards, name="gift-cards"),
    path("cards/new/", card_views.issue_card, name="gift-card-new"),
    path("cards/rules/", card_views.edit_policy, name="gift-card-rules"),
    path("cards/<uuid:card_id>/", card_views.show_card, name="gift-card"),
    path("cards/<uuid:card_id>/stop/", card_views.create_stop, name="gift-card-stop"),
    path("cards/<uuid:card_id>/start/", card_views.create_start, name="gift-card-start"),
    path("cards/<uuid:card_id>/mail/", card_views.create_mail, name="gift-card-mail"),
    path("cards/<uuid:card_id>/refund/", card_views.create_refund, name="gift-card-refund"),
    path("cards/export/", views.export_cards, name="gift-cards-export"),
]
