# SPDX-License-Identifier: Apache-2.0
"""The storefront app: the shop."""

from django.apps import AppConfig


class Storefront(AppConfig):
    name = "omotenashi.web.storefront"
    label = "storefront"
