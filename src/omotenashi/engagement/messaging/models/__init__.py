# SPDX-License-Identifier: Apache-2.0
"""Templates, messages, what happened to them, and how many somebody may get."""

from omotenashi.engagement.messaging.models.channels import ChannelAccount, ChannelPlan, Friendship, Heard, ShortLink
from omotenashi.engagement.messaging.models.limits import Allowance, AllowanceUse, CapRule, Pause, Policy
from omotenashi.engagement.messaging.models.messages import Message, MessageEvent
from omotenashi.engagement.messaging.models.templates import Template, TemplateVersion
from omotenashi.engagement.messaging.models.trials import Trial

__all__ = [
    "Allowance",
    "AllowanceUse",
    "CapRule",
    "ChannelAccount",
    "ChannelPlan",
    "Friendship",
    "Heard",
    "Message",
    "MessageEvent",
    "Pause",
    "Policy",
    "ShortLink",
    "Template",
    "TemplateVersion",
    "Trial",
]
