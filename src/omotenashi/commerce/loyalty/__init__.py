# SPDX-License-Identifier: Apache-2.0
"""Loyalty: points and value in wallets, ranks, campaigns and coupons, and the engine that prices a basket.

Owns: wallets, lots, holds, entries and draws, campaigns, codes, redemptions, till allowances and their reserve,
    overdrafts, ranks, gift cards, referrals.
Offers: post, settle, earn, hold, burn, release, spend, reverse, activate, expire, lock_coupon, redeem, release_coupon,
    roll_back, give_coupons, renew_allowance, spend_offline, issue_gift_card, void_gift_card, decide_tiers, evaluate,
    balance, lots_of, broken.
Hears: CustomerErased.
Tells: PointsPosted, TierChanged, CouponRedeemed.
"""
