# SPDX-License-Identifier: Apache-2.0
"""The only writers of the catalogue."""

from omotenashi.commerce.catalogue.actions.products import ProductRecord, publish, register, remove, withdraw

__all__ = ["ProductRecord", "publish", "register", "remove", "withdraw"]
