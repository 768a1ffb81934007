# SPDX-License-Identifier: Apache-2.0
"""The worked example as a lake."""

from omotenashi.web.console.figures.tests.conftest import example, shop_lake

__all__ = ["example", "shop_lake"]
