# SPDX-License-Identifier: Apache-2.0
"""Addresses of 設定 > 配信の決まり."""

from django.urls import path

from omotenashi.web.console.messages import policies

urlpatterns = [
    path("", policies.show_rules, name="sending-rules"),
    path("quiet/", policies.put_quiet, name="sending-quiet"),
    path("origin/", policies.put_origin, name="sending-origin"),
    path("caps/", policies.put_caps, name="sending-caps"),
    path("stop/", policies.put_stop, name="sending-stop"),
    path("holdout/", policies.put_holdout, name="sending-holdout"),
]
