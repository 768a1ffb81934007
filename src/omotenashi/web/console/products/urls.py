# SPDX-License-Identifier: Apache-2.0
"""Addresses of 商品."""

from django.urls import path

from omotenashi.web.console.products import price_views, views

urlpatterns = [
    path("", views.show_products, name="products"),
    path("export/", views.export_products, name="products-export"),
    path("<uuid:product_id>/", views.show_product, name="product"),
    path("<uuid:product_id>/prices/", price_views.show_prices, name="product-prices"),
    path("<uuid:product_id>/prices/new/", price_views.create_price, name="product-prices-new"),
    path("<uuid:product_id>/prices/lists/", price_views.create_list, name="product-price-lists"),
]
