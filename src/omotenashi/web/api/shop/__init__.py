# SPDX-License-Identifier: Apache-2.0
"""The door for headless shops and tills, under /api/shop/v1/: baskets by their token, sales by an API key."""
