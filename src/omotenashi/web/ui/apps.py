# SPDX-License-Identifier: Apache-2.0
"""The ui app: templates, template tags and the built front end."""

from django.apps import AppConfig


class Ui(AppConfig):
    name = "omotenashi.web.ui"
    label = "ui"
