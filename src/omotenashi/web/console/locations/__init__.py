# SPDX-License-Identifier: Apache-2.0
"""店舗: shops, warehouses and virtual places, with what they sell and hold."""
