# SPDX-License-Identifier: Apache-2.0
"""Decisions of stock: pure, without tables."""
