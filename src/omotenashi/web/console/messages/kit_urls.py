# SPDX-License-Identifier: Apache-2.0
"""Addresses of 設定 > ブランド."""

from django.urls import path

from omotenashi.web.console.messages import kit

urlpatterns = [
    path("", kit.show_voice, name="settings-voice"),
    path("sample/", kit.show_sample, name="settings-voice-sample"),
    path("staff/<uuid:staff_id>/", kit.put_card, name="settings-voice-card"),
]
