# SPDX-License-Identifier: Apache-2.0
"""The writers of loyalty: `from omotenashi.commerce.loyalty import actions as loyalty`, then `loyalty.earn(…)`."""

from omotenashi.commerce.loyalty.actions.allowances import (
    allow,
    close_allowance,
    close_silent,
    is_ours,
    renew_allowance,
    set_till_policy,
)
from omotenashi.commerce.loyalty.actions.campaigns import (
    CampaignRecord,
    give_coupons,
    make_codes,
    order_codes,
    resume_campaign,
    save_campaign,
    see_coupons,
    stop_campaign,
)
from omotenashi.commerce.loyalty.actions.cards import (
    Card,
    Recipient,
    gift_card_of,
    hold_card,
    issue_gift_card,
    note_card_sent,
    resume_gift_card,
    send_card_again,
    stop_gift_card,
    void_gift_card,
    void_key,
)
from omotenashi.commerce.loyalty.actions.coupons import (
    Lock,
    lapse,
    lock_coupon,
    lock_coupons,
    redeem,
    release_coupon,
    roll_back,
)
from omotenashi.commerce.loyalty.actions.earning import Earning, activate, earn, expire
from omotenashi.commerce.loyalty.actions.posting import PointRecord, TakenBack, post, settle, take_back
from omotenashi.commerce.loyalty.actions.referrals import link_of, refer, referrer_of, reward_referral
from omotenashi.commerce.loyalty.actions.reversing import Reversed, reverse
from omotenashi.commerce.loyalty.actions.spending import (
    Held,
    burn,
    hold,
    hold_all,
    hold_in,
    release,
    release_lapsed,
    spend,
    spend_all,
)
from omotenashi.commerce.loyalty.actions.tiers import (
    change_programme,
    decide_all_tiers,
    decide_tiers,
    set_programme,
)
from omotenashi.commerce.loyalty.actions.tills import Applied, settle_overdraft, spend_offline
from omotenashi.commerce.loyalty.rules import Conflict, CouponRefused, NotEnoughPoints
from omotenashi.commerce.loyalty.rules.cards import CardUsed
from omotenashi.commerce.loyalty.rules.lots import Share
from omotenashi.commerce.loyalty.rules.referrals import Traits
from omotenashi.commerce.loyalty.rules.tills import Allowance, ReserveSpent

__all__ = [
    "Allowance",
    "Applied",
    "CampaignRecord",
    "Card",
    "CardUsed",
    "Conflict",
    "CouponRefused",
    "Earning",
    "Held",
    "Lock",
    "NotEnoughPoints",
    "PointRecord",
    "Recipient",
    "ReserveSpent",
    "Reversed",
    "Share",
    "TakenBack",
    "Traits",
    "activate",
    "allow",
    "burn",
    "change_programme",
    "close_allowance",
    "close_silent",
    "decide_all_tiers",
    "decide_tiers",
    "earn",
    "expire",
    "gift_card_of",
    "give_coupons",
    "hold",
    "hold_all",
    "hold_card",
    "hold_in",
    "is_ours",
    "issue_gift_card",
    "lapse",
    "link_of",
    "lock_coupon",
    "lock_coupons",
    "make_codes",
    "note_card_sent",
    "order_codes",
    "post",
    "redeem",
    "refer",
    "referrer_of",
    "release",
    "release_coupon",
    "release_lapsed",
    "renew_allowance",
    "resume_campaign",
    "resume_gift_card",
    "reverse",
    "reward_referral",
    "roll_back",
    "save_campaign",
    "see_coupons",
    "send_card_again",
    "set_programme",
    "set_till_policy",
    "settle",
    "settle_overdraft",
    "spend",
    "spend_all",
    "spend_offline",
    "stop_campaign",
    "stop_gift_card",
    "take_back",
    "void_gift_card",
    "void_key",
]
