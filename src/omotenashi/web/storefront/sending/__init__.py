# SPDX-License-Identifier: Apache-2.0
"""Mails of the shop: the link to an order, to a try-on, and what somebody asked for to find their order again."""
