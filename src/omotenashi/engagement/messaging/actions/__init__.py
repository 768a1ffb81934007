# SPDX-License-Identifier: Apache-2.0
"""The only writers of templates, messages, what happened to them, and what is counted of them."""

from omotenashi.engagement.messaging.actions.accounts import (
    BadKeys,
    remove_keys,
    set_keys,
    set_plan,
    set_welcome,
    test_keys,
)
from omotenashi.engagement.messaging.actions.approvals import (
    Answered,
    Fallen,
    NeedsApproval,
    SamePerson,
    approve,
    ask_approval,
    give_back,
    set_approval_rule,
    withdraw_approval,
)
from omotenashi.engagement.messaging.actions.claiming import claim, give_up, reclaim
from omotenashi.engagement.messaging.actions.deciding import accept, reconsider, send_again
from omotenashi.engagement.messaging.actions.devices import BadSubscription, SomebodyElses, follow_visitors, vapid_keys
from omotenashi.engagement.messaging.actions.devices import remove as remove_device
from omotenashi.engagement.messaging.actions.devices import renew as renew_device
from omotenashi.engagement.messaging.actions.devices import subscribe as subscribe_device
from omotenashi.engagement.messaging.actions.feedback import bounced, clicked, opened
from omotenashi.engagement.messaging.actions.following import erase, follow_merges
from omotenashi.engagement.messaging.actions.foretelling import Send, keep_forecasts, settle_forecasts
from omotenashi.engagement.messaging.actions.hearing import hear, replay, work_off
from omotenashi.engagement.messaging.actions.intending import Wish, intend
from omotenashi.engagement.messaging.actions.judging import judge
from omotenashi.engagement.messaging.actions.menus import ask as ask_for_menus
from omotenashi.engagement.messaging.actions.menus import publish as publish_menu
from omotenashi.engagement.messaging.actions.menus import tend as tend_menus
from omotenashi.engagement.messaging.actions.menus import try_again as try_menu_again
from omotenashi.engagement.messaging.actions.menus import withdraw as withdraw_menu
from omotenashi.engagement.messaging.actions.pacing import set_pace
from omotenashi.engagement.messaging.actions.pictures import introduce, keep_picture, put_away
from omotenashi.engagement.messaging.actions.policies import (
    LONGEST_TICK,
    BadPolicy,
    pause,
    resume,
    set_cap,
    set_origin,
    set_quiet,
    set_ticks,
    start,
    stop,
)
from omotenashi.engagement.messaging.actions.pools import refresh as refresh_pools
from omotenashi.engagement.messaging.actions.pools import start as start_pool
from omotenashi.engagement.messaging.actions.pools import stop as stop_pool
from omotenashi.engagement.messaging.actions.pools import warm_up
from omotenashi.engagement.messaging.actions.quotas import read as read_quota
from omotenashi.engagement.messaging.actions.quotas import refresh as refresh_quotas
from omotenashi.engagement.messaging.actions.senders import domains as sender_domains
from omotenashi.engagement.messaging.actions.senders import look as look_at_senders
from omotenashi.engagement.messaging.actions.settling import settle
from omotenashi.engagement.messaging.actions.showing import CLICKED, DISMISSED, TOLD, answer, put_off, show
from omotenashi.engagement.messaging.actions.splitting import (
    Running,
    begin_split,
    cancel_split,
    decide_splits,
    plan_split,
)
from omotenashi.engagement.messaging.actions.templates import archive, draft, publish, restore
from omotenashi.engagement.messaging.actions.transmitting import transmit
from omotenashi.engagement.messaging.actions.truths import know
from omotenashi.engagement.messaging.actions.trying import NoAddress, try_out
from omotenashi.engagement.messaging.actions.waking import wake, wake_at_next
from omotenashi.engagement.messaging.actions.withdrawing import LEFT, withdraw
from omotenashi.engagement.messaging.ports import Forged
from omotenashi.engagement.messaging.rules.images import MOST_BYTES, BadImage
from omotenashi.engagement.messaging.rules.menus import BadMenu

__all__ = [
    "CLICKED",
    "DISMISSED",
    "LEFT",
    "LONGEST_TICK",
    "MOST_BYTES",
    "TOLD",
    "Answered",
    "BadImage",
    "BadKeys",
    "BadMenu",
    "BadPolicy",
    "BadSubscription",
    "Fallen",
    "Forged",
    "NeedsApproval",
    "NoAddress",
    "Running",
    "SamePerson",
    "Send",
    "SomebodyElses",
    "Wish",
    "accept",
    "answer",
    "approve",
    "archive",
    "ask_approval",
    "ask_for_menus",
    "begin_split",
    "bounced",
    "cancel_split",
    "claim",
    "clicked",
    "decide_splits",
    "draft",
    "erase",
    "follow_merges",
    "follow_visitors",
    "give_back",
    "give_up",
    "hear",
    "intend",
    "introduce",
    "judge",
    "keep_forecasts",
    "keep_picture",
    "know",
    "look_at_senders",
    "opened",
    "pause",
    "plan_split",
    "publish",
    "publish_menu",
    "put_away",
    "put_off",
    "read_quota",
    "reclaim",
    "reconsider",
    "refresh_pools",
    "refresh_quotas",
    "remove_device",
    "remove_keys",
    "renew_device",
    "replay",
    "restore",
    "resume",
    "send_again",
    "sender_domains",
    "set_approval_rule",
    "set_cap",
    "set_keys",
    "set_origin",
    "set_pace",
    "set_plan",
    "set_quiet",
    "set_ticks",
    "set_welcome",
    "settle",
    "settle_forecasts",
    "show",
    "start",
    "start_pool",
    "stop",
    "stop_pool",
    "subscribe_device",
    "tend_menus",
    "test_keys",
    "transmit",
    "try_menu_again",
    "try_out",
    "vapid_keys",
    "wake",
    "wake_at_next",
    "warm_up",
    "withdraw",
    "withdraw_approval",
    "withdraw_menu",
    "work_off",
]
