# SPDX-License-Identifier: Apache-2.0
"""Addresses of the shop, under /shop/."""

from django.urls import path

from omotenashi.web.storefront.cart import views as cart
from omotenashi.web.storefront.checkout import card
from omotenashi.web.storefront.checkout import views as checkout
from omotenashi.web.storefront.gifts import views as gifts
from omotenashi.web.storefront.install import views as install
from omotenashi.web.storefront.legal import views as legal
from omotenashi.web.storefront.opinions import views as opinions
from omotenashi.web.storefront.orders import finding
from omotenashi.web.storefront.orders import views as orders
from omotenashi.web.storefront.shelves import views as shelves
from omotenashi.web.storefront.stores import views as stores
from omotenashi.web.storefront.tryons import views as try_ons
from omotenashi.web.storefront.wallet import views as wallet
from omotenashi.web.storefront.wishes import views as wishes

app_name = "storefront"
urlpatterns = [
    path("", shelves.show_home, name="home"),
    path("search/", shelves.show_search, name="search"),
    path("p/<str:code>/", shelves.show_product, name="product"),
    path("scan/", shelves.show_scanner, name="scan"),
    path("stores/", stores.show_stores, name="stores"),
    path("stores/<str:code>/", stores.show_store, name="store"),
    path("stores/<str:code>/picture/", stores.show_picture, name="store-picture"),
    path("try-on/", try_ons.ask, name="try-on-ask"),
    path("t/<str:token>/", try_ons.show, name="try-on"),
    path("t/<str:token>/cancel/", try_ons.cancel, name="try-on-cancel"),
    path("wishes/", wishes.show_wishes, name="wishes"),
    path("wishes/put/", wishes.put_wish, name="wish"),
    path("restock/", wishes.ask_restock, name="restock"),
    path("p/<str:code>/review/", opinions.put_review, name="review"),
    path("wallet/", wallet.show_wallet, name="wallet"),
    path("gift-card/", gifts.show_balance, name="gift"),
    path("gift-cards/", gifts.show_gifts, name="gifts"),
    path("gift-cards/place/", gifts.place_gift, name="gift-place"),
    path("cart/", cart.show_cart, name="cart"),
    path("cart/put/", cart.put, name="put"),
    path("cart/line/<uuid:line_id>/", cart.change_line, name="line"),
    path("cart/value/", cart.choose_value, name="value"),
    path("b/<str:token>/", cart.open_by_token, name="handed-over"),
    path("checkout/", checkout.show_checkout, name="checkout"),
    path("checkout/place/", checkout.place, name="place"),
    path("checkout/address/", checkout.complete_address, name="address"),
    path("legal/", legal.show_legal, name="legal"),
    path("privacy/", legal.show_privacy, name="privacy"),
    path("pay/", card.show, name="pay"),
    path("back/", orders.come_back, name="back"),
    path("find/", finding.ask, name="find"),
    path("find/sent/", finding.show_sent, name="find-sent"),
    path("find/<str:token>/", finding.open_found, name="found"),
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
