# SPDX-License-Identifier: Apache-2.0
"""LINE's Messaging API: pushes and multicasts under a retry key, replies, the quota, and what LINE tells us."""
