# SPDX-License-Identifier: Apache-2.0
"""施策: campaigns and their coupons, what they would do to a basket, and what they did."""
