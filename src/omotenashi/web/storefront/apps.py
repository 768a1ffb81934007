# SPDX-License-Identifier: Apache-2.0
"""The storefront app: the shop."""

from omotenashi.base import apps


class Storefront(apps.OmotenashiApp):
    name = "omotenashi.web.storefront"
    label = "storefront"
