# SPDX-License-Identifier: Apache-2.0
"""The portal app: pages for customers."""

from django.apps import AppConfig


class Portal(AppConfig):
    name = "omotenashi.web.portal"
    label = "portal"
