# SPDX-License-Identifier: Apache-2.0
"""⌘K: one box over customers, orders, products, pages and commands."""
