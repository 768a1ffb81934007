# SPDX-License-Identifier: Apache-2.0
"""Member cards in JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from omotenashi.web.api.values import TEXT, Code, Day, Strict, Whole


class ScanIn(Strict):
    """What a scanner has read."""

    code: Annotated[
        str,
        Field(
            min_length=1,
            max_length=100,
            pattern=TEXT,
            description="The changing code of the QR, or the member number of the barcode.",
            examples=["M400-2NKDXX-3JMWTG19SZ"],
        ),
    ]


class Member(Schema):
    """Who holds the card."""

    id: UUID = Field(description="The customer.")
    name: str
    tier: str = Field(description="会員ランク; empty when there is none.")
    points: int
    member_no: str = Field(description="To be sent with the order, as `member_no`.")
    is_live: bool = Field(
        description="True for the changing code, which counts once: the phone is here. False for the printed number, "
        "which anybody can copy: do not take points off for it."
    )


class LinkCodeIn(Strict):
    """For whom a link code is wanted."""

    member_no: Annotated[str, Field(min_length=1, max_length=200, pattern=TEXT, examples=["800000000012"])]


class LinkCode(Schema):
    """A code that joins a LINE account to a card, once."""

    code: str
    url: str = Field(description="To be shown as a QR to the member who stands at the till.")
    good_until: datetime


class ReceiptCodeIn(Strict):
    """A receipt that is being printed."""

    number: Code = Field(examples=["0012-34567"])
    day: Day = Field(examples=["2026-11-22"])
    total: Whole = Field(description="What is to be paid, tax included, in minor units.")


class ReceiptCode(Schema):
    """What a till prints on a receipt, so that the buyer can claim it with a phone."""

    code: str
    url: str = Field(description="To be printed as a QR.")
