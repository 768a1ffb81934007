# SPDX-License-Identifier: Apache-2.0
"""ポイント: what is owed at a date, what ends soon, the rules of points and ranks, and gift cards."""
