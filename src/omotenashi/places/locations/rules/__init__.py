# SPDX-License-Identifier: Apache-2.0
"""Decisions of locations: pure, without tables."""

from omotenashi.places.locations.rules.channels import CHANNEL_KINDS, channel_kind

__all__ = ["CHANNEL_KINDS", "channel_kind"]
