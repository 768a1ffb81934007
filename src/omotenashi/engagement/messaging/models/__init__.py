# SPDX-License-Identifier: Apache-2.0
"""Templates, messages, what happened to them, and how many somebody may get."""

from omotenashi.engagement.messaging.models.approvals import Approval, ApprovalRule
from omotenashi.engagement.messaging.models.channels import (
    ChannelAccount,
    ChannelPlan,
    Friendship,
    Heard,
    PushDevice,
    ShortLink,
)
from omotenashi.engagement.messaging.models.forecasts import Forecast
from omotenashi.engagement.messaging.models.limits import Allowance, AllowanceUse, CapRule, Pace, Pause, Policy
from omotenashi.engagement.messaging.models.menus import ChatMenu, ChatMenuLink
from omotenashi.engagement.messaging.models.messages import Message, MessageEvent
from omotenashi.engagement.messaging.models.pictures import Picture, StaffCard
from omotenashi.engagement.messaging.models.pools import Pool
from omotenashi.engagement.messaging.models.postcards import PostPiece, PrintBatch
from omotenashi.engagement.messaging.models.senders import SenderCheck
from omotenashi.engagement.messaging.models.showings import Showing
from omotenashi.engagement.messaging.models.splits import Split
from omotenashi.engagement.messaging.models.templates import Template, TemplateVersion
from omotenashi.engagement.messaging.models.trials import Trial

__all__ = [
    "Allowance",
    "AllowanceUse",
    "Approval",
    "ApprovalRule",
    "CapRule",
    "ChannelAccount",
    "ChannelPlan",
    "ChatMenu",
    "ChatMenuLink",
    "Forecast",
    "Friendship",
    "Heard",
    "Message",
    "MessageEvent",
    "Pace",
    "Pause",
    "Picture",
    "Policy",
    "Pool",
    "PostPiece",
    "PrintBatch",
    "PushDevice",
    "SenderCheck",
    "ShortLink",
    "Showing",
    "Split",
    "StaffCard",
    "Template",
    "TemplateVersion",
    "Trial",
]
