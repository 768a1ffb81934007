# SPDX-License-Identifier: Apache-2.0
"""注文: the list of orders, one order, its cancellation, and the list of returns."""
