# SPDX-License-Identifier: Apache-2.0
"""店舗間移動: goods that come from other places and go to them."""
