# SPDX-License-Identifier: Apache-2.0
"""The register app: the till."""

from django.apps import AppConfig


class Register(AppConfig):
    name = "omotenashi.web.register"
    label = "register"
