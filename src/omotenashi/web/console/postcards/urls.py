# SPDX-License-Identifier: Apache-2.0
"""Addresses of DM印刷."""

from django.urls import path

from omotenashi.web.console.postcards import acting, views

urlpatterns = [
    path("", views.show_batches, name="postcards"),
    path("export/", views.export_batches, name="postcards-export"),
    path("price/", acting.put_price, name="postcards-price"),
    path("news/", acting.create_news, name="postcards-news"),
    path("examples/<uuid:template_id>/", views.show_drawn, name="postcards-drawn"),
    path("examples/<uuid:template_id>/<slug:side>.png", views.show_example, name="postcards-example"),
    path("messages/<uuid:message_id>/<slug:side>.png", views.show_card, name="postcards-card"),
    path("<uuid:batch_id>/", views.show_batch, name="postcards-batch"),
    path("<uuid:batch_id>/<slug:side>.png", views.show_side, name="postcards-side"),
    path("<uuid:batch_id>/made/", acting.create_made, name="postcards-made"),
    path("<uuid:batch_id>/posted/", acting.create_posted, name="postcards-posted"),
    path("<uuid:batch_id>/pieces/<uuid:piece_id>/withdrawal/", acting.create_withdrawal, name="postcards-withdrawal"),
    path("<uuid:batch_id>/cards.pdf", acting.create_pdf, name="postcards-pdf"),
    path("<uuid:batch_id>/cards.csv", acting.create_csv, name="postcards-csv"),
]
