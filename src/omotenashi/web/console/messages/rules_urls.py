# SPDX-License-Identifier: Apache-2.0
"""Addresses of 設定 > 配信の決まり."""

from django.urls import include, path

from omotenashi.web.console.messages import approving, channels, delivery, pacing, policies

urlpatterns = [
    path("", policies.show_rules, name="sending-rules"),
    path("quiet/", policies.put_quiet, name="sending-quiet"),
    path("origin/", policies.put_origin, name="sending-origin"),
    path("approval/", approving.put_rule, name="sending-approval"),
    path("caps/", policies.put_caps, name="sending-caps"),
    path("ticks/", pacing.put_ticks, name="sending-ticks"),
    path("pace/", pacing.put_pace, name="sending-pace"),
    path("stop/", policies.put_stop, name="sending-stop"),
    path("holdout/", policies.put_holdout, name="sending-holdout"),
    path("delivery/", delivery.show_delivery, name="sending-delivery"),
    path("delivery/plan/", delivery.put_plan, name="sending-plan"),
    path("delivery/senders/", delivery.create_look, name="sending-senders"),
    path("delivery/pool/", delivery.put_pool, name="sending-pool"),
    path("channels/", channels.show_channels, name="sending-channels"),
    path("channels/menus/", include("omotenashi.web.console.messages.menus.urls")),
    path("channels/<slug:channel>/account/", channels.create_account, name="sending-channel-account"),
    path("channels/<slug:channel>/test/", channels.create_test, name="sending-channel-test"),
    path("channels/<slug:channel>/removal/", channels.create_removal, name="sending-channel-removal"),
    path("channels/<slug:channel>/plan/", channels.put_plan, name="sending-channel-plan"),
    path("channels/<slug:channel>/welcome/", channels.put_welcome, name="sending-channel-welcome"),
    path("channels/heard/<uuid:heard_id>/replay/", channels.create_replay, name="sending-channel-replay"),
]
