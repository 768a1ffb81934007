# SPDX-License-Identifier: Apache-2.0
"""商品: the list of products, and one product with its variants, stock and sales."""
