# SPDX-License-Identifier: Apache-2.0
"""Omotenashi: one customer, one stock, one points wallet, one conversation.

The folders are the floors; the order of imports is in floor-plan.toml.
"""
