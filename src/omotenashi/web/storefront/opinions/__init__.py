# SPDX-License-Identifier: Apache-2.0
"""What buyers say of products: written from the order or the product page, shown once somebody has looked at it."""
