# SPDX-License-Identifier: Apache-2.0
"""Goods that come back over the counter, of an order of any channel; and the exchange: a return, then a sale."""
