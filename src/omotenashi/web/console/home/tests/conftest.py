# SPDX-License-Identifier: Apache-2.0
"""The home page reads the worked example of the analysis pages."""

from omotenashi.web.console.figures.tests.conftest import empty_lake, example, shop_lake

__all__ = ["empty_lake", "example", "shop_lake"]
