# SPDX-License-Identifier: Apache-2.0
"""Subscriptions (定期) for machines."""
