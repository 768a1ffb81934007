# SPDX-License-Identifier: Apache-2.0
"""Demand: how many of each SKU each place will sell, how sure that is, and what to order because of it. Pure."""
