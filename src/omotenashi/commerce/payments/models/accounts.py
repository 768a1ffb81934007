# SPDX-License-Identifier: Apache-2.0
"""The account at a company that takes money for us, as it was entered in the settings."""

from typing import ClassVar

from django.db import models

from omotenashi.base.keyring import Keyring


class ProviderAccount(Keyring):
    """Keys of one provider."""

    provider = models.TextField(primary_key=True)

    class Meta:
        ordering: ClassVar = ["provider"]
