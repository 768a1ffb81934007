# SPDX-License-Identifier: Apache-2.0
"""Addresses of the shop, under /shop/."""

from django.urls import path

from omotenashi.web.storefront.cart import views as cart
from omotenashi.web.storefront.checkout import views as checkout
from omotenashi.web.storefront.install import views as install
from omotenashi.web.storefront.orders import views as orders
from omotenashi.web.storefront.shelves import views as shelves
from omotenashi.web.storefront.stores import views as stores

app_name = "storefront"
urlpatterns = [
    path("", shelves.show_home, name="home"),
    path("search/", shelves.show_search, name="search"),
    path("p/<str:code>/", shelves.show_product, name="product"),
    path("stores/", stores.show_stores, name="stores"),
    path("cart/", cart.show_cart, name="cart"),
    path("cart/put/", cart.put, name="put"),
    path("cart/line/<uuid:line_id>/", cart.change_line, name="line"),
    path("cart/value/", cart.choose_value, name="value"),
    path("b/<str:token>/", cart.open_by_token, name="handed-over"),
    path("checkout/", checkout.show_checkout, name="checkout"),
    path("checkout/place/", checkout.place, name="place"),
    path("checkout/address/", checkout.complete_address, name="address"),
    path("back/", orders.come_back, name="back"),
    path("orders/", orders.show_orders, name="orders"),
    path("orders/<uuid:order_id>/", orders.show_own, name="own-order"),
    path("orders/<uuid:order_id>/<slug:act>/", orders.act_own, name="own-act"),
    path("o/<str:code>/", orders.show_by_code, name="order"),
    path("o/<str:code>/<slug:act>/", orders.act_by_code, name="act"),
    path("manifest.webmanifest", install.manifest, name="manifest"),
    path("icon.svg", install.icon, name="icon"),
    path("sw.js", install.service_worker, name="service-worker"),
    path("offline/", install.show_offline, name="offline"),
]
