# SPDX-License-Identifier: Apache-2.0
"""オムニチャネル診断: twelve questions, what the record answers to them, where that puts the shop and what comes next."""
