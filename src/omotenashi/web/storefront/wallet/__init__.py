# SPDX-License-Identifier: Apache-2.0
"""What a member has in hand: points and coupons."""
