# SPDX-License-Identifier: Apache-2.0
"""Addresses of the till's JSON, under /register/api/."""

from django.urls import path

from omotenashi.web.register.api import caring, carts, exchanging, products, reasons, scanning, selling, speaking

urlpatterns = [
    path("quote/", selling.quote, name="api-quote"),
    path("sales/", selling.sell, name="api-sales"),
    path("sales/<uuid:sale_id>/", selling.show_sale, name="api-sale"),
    path("sales/<uuid:sale_id>/reason/", reasons.write_reason, name="api-reason"),
    path("exchange/", exchanging.show_exchange, name="api-exchange"),
    path("number/", selling.next_number, name="api-number"),
    path("scan/", scanning.scan, name="api-scan"),
    path("tiles/", products.show_tiles, name="api-tiles"),
    path("products/", products.search_goods, name="api-products"),
    path("elsewhere/", products.show_elsewhere, name="api-elsewhere"),
    path("address/", carts.complete_address, name="api-address"),
    path("members/<uuid:person_id>/", scanning.show_member, name="api-member"),
    path("members/<uuid:person_id>/notes/", scanning.write_note, name="api-notes"),
    path("members/<uuid:person_id>/cares/", caring.cares_of, name="api-cares"),
    path("members/<uuid:person_id>/word/<uuid:message_id>/", speaking.create_answer, name="api-word"),
    path("carts/", carts.hand_over, name="api-carts"),
]
