# SPDX-License-Identifier: Apache-2.0
"""How staff sign in: nobody signs up by themselves, accounts come from 設定 or `omotenashi createuser`."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """allauth's adapter with the door to registration closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Nobody signs up: a colleague with the right to manage staff creates the account."""
        return False
