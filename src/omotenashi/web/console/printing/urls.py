# SPDX-License-Identifier: Apache-2.0
"""Addresses of 店頭POP and チラシ."""

from django.urls import path

from omotenashi.web.console.printing import flyer_views, views

urlpatterns = [
    path("", views.show_cards, name="printing"),
    path("chosen/", views.create_choice, name="printing-chosen"),
    path("card.png", views.show_card, name="printing-card"),
    path("cards.pdf", views.create_pdf, name="printing-pdf"),
    path("cards.csv", views.create_csv, name="printing-csv"),
    path("flyer/", flyer_views.show_flyer, name="flyer"),
    path("flyer/page.png", flyer_views.show_page, name="flyer-page"),
    path("flyer/picture/", flyer_views.create_picture, name="flyer-picture"),
    path("flyer/flyer.pdf", flyer_views.create_pdf, name="flyer-pdf"),
    path("flyer/flyer.csv", flyer_views.create_csv, name="flyer-csv"),
]
