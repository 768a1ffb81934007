# SPDX-License-Identifier: Apache-2.0
"""受渡: what the shop has to do for orders and try-ons, from the request to the customer's hand."""
