# SPDX-License-Identifier: Apache-2.0
"""The API: one router an area. `config/urls.py` mounts it under /api/v1/, its documents lie at /api/v1/docs."""

from omotenashi.web.api import keys, problems
from omotenashi.web.api.customers.views import router as customers
from omotenashi.web.api.journeys.views import router as journeys
from omotenashi.web.api.measures.views import router as measures
from omotenashi.web.api.members.views import router as members
from omotenashi.web.api.openapi import Api
from omotenashi.web.api.orders.views import router as orders
from omotenashi.web.api.products.views import router as products
from omotenashi.web.api.subscriptions.views import router as subscriptions
from omotenashi.web.api.usage.views import router as usage

_DESCRIPTION = """
Read customers, orders, products and figures; write customers, products, orders,
subscriptions and usage; take people along on journeys.

* **Keys.** `Authorization: Bearer omo_…`. A key has a role and may do what the role may. Walking through all
  customers or orders is an export and needs a role that may export.
* **Money** is a whole number of minor units of the retailer's currency (1980 is ¥1,980, or £19.80), tax included.
* **Moments** carry an offset, as `2026-01-31T09:30:00+09:00`; answers are in UTC. Days are days in the retailer's zone.
* **Pages.** Lists give `items` and `next`; send `next` as `cursor` for the following page.
* **Writing** takes up to 1,000 records and an `Idempotency-Key`. Each record gets its own verdict; the same words
  said again change nothing.
* **Errors** are `application/problem+json` with a lasting `code` and a `message` in the language of `Accept-Language`.
"""

api = Api(
    title="Omotenashi",
    version="1",
    description=_DESCRIPTION,
    auth=keys.Bearer(),
    urls_namespace="api",
    openapi_url="openapi.json",
    docs_url="docs",
)
problems.install(api)
AREAS = {
    "customers": customers, "members": members, "orders": orders, "subscriptions": subscriptions, "products": products,
    "measures": measures, "journeys": journeys, "usage": usage,
}  # fmt: skip
for area, router in AREAS.items():
    api.add_router(f"/{area}", router, tags=[area])
