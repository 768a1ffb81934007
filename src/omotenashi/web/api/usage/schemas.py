# SPDX-License-Identifier: Apache-2.0
"""Usage in JSON: who did what with which product, and how far they are."""

from typing import Literal

from pydantic import Field

from omotenashi.web.api.identifiers import IdentifierIn
from omotenashi.web.api.values import Code, Moment, Strict, example
from omotenashi.web.api.writing import LARGEST_BATCH


class UsageIn(Strict):
    """How far somebody is with a product. What lies behind what is known already changes nothing."""

    customer: list[IdentifierIn] = Field(min_length=1, max_length=20)
    product: Code = Field(description="The code of the product, or the SKU of a variant.", examples=["SHIRT"])
    kind: Literal["read", "watched", "used", "opened"] = "used"
    progress: float = Field(
        default=1.0, strict=True, ge=0, le=1, description="From 0 to 1; 1 is finished.", examples=[0.6]
    )
    at: Moment


class UsageBatch(Strict):
    """Usage to be recorded."""

    records: list[UsageIn] = Field(min_length=1, max_length=LARGEST_BATCH)

    model_config = example(
        {
            "customer": [{"type": "member_no", "value": "M-0001"}],
            "product": "SHIRT",
            "kind": "used",
            "progress": 0.6,
            "at": "2026-01-31T09:30:00+09:00",
        }
    )
