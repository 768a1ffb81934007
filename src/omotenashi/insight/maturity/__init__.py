# SPDX-License-Identifier: Apache-2.0
"""How far a retailer is on the way from many channels to one service: twelve questions, and what the record answers to them."""
