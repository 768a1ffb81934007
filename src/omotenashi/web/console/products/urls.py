# SPDX-License-Identifier: Apache-2.0
"""Addresses of 商品."""

from django.urls import path

from omotenashi.web.console.products import views

urlpatterns = [
    path("", views.show_products, name="products"),
    path("export/", views.export_products, name="products-export"),
    path("<uuid:product_id>/", views.show_product, name="product"),
]
