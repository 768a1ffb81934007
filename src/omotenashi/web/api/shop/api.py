# SPDX-License-Identifier: Apache-2.0
"""The shop's API. `config/urls.py` mounts it under /api/shop/v1/, its documents lie at /api/shop/v1/docs."""

from omotenashi.web.api import keys, problems
from omotenashi.web.api.openapi import Api
from omotenashi.web.api.shop.baskets import router as baskets
from omotenashi.web.api.shop.pacing import PerShopper
from omotenashi.web.api.shop.reviews import router as reviews
from omotenashi.web.api.shop.sales import router as sales

_DESCRIPTION = """
Build a shop or a till of your own.

* **Baskets** are opened by anybody and known by `Basket-Token`. Prices, points and coupons are answered, never believed.
* **Orders** are placed with the `digest` of the quote that was shown and an `Idempotency-Key`.
* **Reviews** of a product are the same here, in the shop and at the till.
* **Sales** of a till come with an API key; the till makes their ids, so that one told twice is one.
"""

shop_api = Api(
    title="Omotenashi shop", version="1", description=_DESCRIPTION, auth=keys.Bearer(), urls_namespace="shop_api",
    openapi_url="openapi.json", docs_url="docs", throttle=PerShopper(),
)  # fmt: skip
shop_api.is_paced = True
problems.install(shop_api)
shop_api.add_router("", baskets, tags=["baskets"])
shop_api.add_router("", sales, tags=["sales"])
shop_api.add_router("", reviews, tags=["reviews"])
