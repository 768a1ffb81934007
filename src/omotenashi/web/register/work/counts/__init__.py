# SPDX-License-Identifier: Apache-2.0
"""棚卸: rounds of counting while the shop stays open."""
