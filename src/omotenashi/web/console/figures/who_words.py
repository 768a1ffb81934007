# SPDX-License-Identifier: Apache-2.0
"""Kinds of visitors and buyers, ways and seasons in words: what 訪問者分析, 購入者分析, 興味の理由 and 購入時期 split by."""

from collections.abc import Mapping

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.insight.measures.attributes import OF_PERSON
from omotenashi.insight.measures.buyers import BuyerParams
from omotenashi.insight.measures.flow_profile import FlowProfileParams
from omotenashi.insight.measures.interest import InterestParams
from omotenashi.insight.measures.params import Common
from omotenashi.insight.measures.purchase_time import PurchaseTimeParams
from omotenashi.insight.measures.visitors import VisitorParams
from omotenashi.web.console.figures.explored import explored
from omotenashi.web.console.figures.writing import Names


def splits() -> dict[str, str]:
    """What visitors and buyers are told apart by."""
    return {
        "standing": pgettext("visitors", "Membership"),
        "newness": _("New or returning"),
        "age": _("Age group"),
        "prefecture": _("Prefecture"),
        "rank": _("Member rank"),
        "member_rank": _("Rank in the profile"),
        "gender": _("Gender"),
        "device": _("Device"),
        "season": _("Season"),
        "payday": _("Payday"),
        "hour": _("Hour"),
    }


def who(params: Common, names: Names, column: str, value: str) -> str | None:
    """A key of these measures in words; None for another measure or column."""
    if isinstance(params, PurchaseTimeParams) and column in ("month_of_year", "since_payday"):
        return _slot(column, int(value or 0))
    if isinstance(params, InterestParams) and column in ("said", "touch"):
        return origins().get(value, value)
    if not isinstance(params, VisitorParams | BuyerParams | FlowProfileParams) or column != "group":
        return None
    if isinstance(params, FlowProfileParams) and params.by not in OF_PERSON:
        return None
    if params.by == "rank" and value:
        return names.rank(value)
    if params.by in (own := _own()):
        return own[params.by].get(value, value)
    return explored(names, params.by, value)


def _slot(column: str, value: int) -> str:
    if column == "month_of_year":
        return str(MONTHS_3[value]).capitalize() if value else ""
    return _("Payday") if value == 0 else f"+{value}"


def _own() -> dict[str, Mapping[str, str]]:
    return {
        "standing": {
            "member": pgettext("visitors", "Members"),
            "named": pgettext("visitors", "Known, not a member"),
            "": pgettext("visitors", "Browsers without a name"),
        },
        "newness": {"new": pgettext("visitors", "New"), "returning": pgettext("visitors", "Returning")},
        "device": {
            "phone": _("Smartphone"),
            "tablet": _("Tablet"),
            "desktop": _("Computer"),
            "app": _("App"),
            "": _("Unknown"),
        },
    }


def origins() -> dict[str, str]:
    """Where an interest came from."""
    return {
        "ad": pgettext("interest", "Ads"),
        "keyword": pgettext("interest", "Search keyword"),
        "content": pgettext("interest", "Articles, posts, reviews"),
        "referral": pgettext("interest", "Word of mouth, referral"),
        "staff": pgettext("interest", "Staff and shops"),
        "message": pgettext("interest", "Our messages"),
        "direct": pgettext("interest", "By themselves"),
        "other": pgettext("interest", "Another reason"),
        "unseen": pgettext("interest", "Not seen"),
    }
