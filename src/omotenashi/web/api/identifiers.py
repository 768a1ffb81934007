# SPDX-License-Identifier: Apache-2.0
"""An identifier in JSON: under which key a source knows a customer."""

from typing import Annotated

from pydantic import Field

from omotenashi.web.api.values import TEXT, Strict

_KEY_TYPES = "user_id|member_no|line_user_id|email|phone|device_id|anonymous_id|external:[a-z0-9_.-]{1,40}"


class IdentifierIn(Strict):
    """An identifier as a source writes it. Values such as `unknown` or `000` count as none."""

    type: Annotated[str, Field(pattern=f"^({_KEY_TYPES})$", description=_KEY_TYPES, examples=["member_no"])]
    value: Annotated[str, Field(min_length=1, max_length=200, pattern=TEXT, examples=["M-0001"])]
