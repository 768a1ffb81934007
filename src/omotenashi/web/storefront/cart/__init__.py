# SPDX-License-Identifier: Apache-2.0
"""The cart: what lies in it, how each line is received, points and coupons."""
