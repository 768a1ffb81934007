# SPDX-License-Identifier: Apache-2.0
"""Engagement: what we say."""
