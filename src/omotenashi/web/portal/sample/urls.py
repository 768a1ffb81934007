# SPDX-License-Identifier: Apache-2.0
"""Addresses of the sample site."""

from django.urls import path

from omotenashi.web.portal.sample import views

urlpatterns = [
    path("", views.show_shop, name="sample"),
    path("p/<slug:code>/", views.show_product, name="sample-product"),
    path("cart/", views.show_cart, name="sample-cart"),
    path("cart/<slug:sku>/", views.change_cart, name="sample-cart-item"),
    path("checkout/", views.show_checkout, name="sample-checkout"),
    path("contact/", views.show_contact, name="sample-contact"),
    path("login/", views.show_login, name="sample-login"),
    path("thanks/<slug:after>/", views.show_thanks, name="sample-thanks"),
]
