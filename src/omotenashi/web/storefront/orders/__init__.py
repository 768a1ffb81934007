# SPDX-License-Identifier: Apache-2.0
"""The customer's orders: one by its code, all of them for a member."""
