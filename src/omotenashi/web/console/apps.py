# SPDX-License-Identifier: Apache-2.0
"""The console app: pages of the office."""

from django.apps import AppConfig


class Console(AppConfig):
    name = "omotenashi.web.console"
    label = "console"
