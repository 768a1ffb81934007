# SPDX-License-Identifier: Apache-2.0
"""Stock: how many of what lie where and why, and what is promised of them.

Owns: movements, levels, reservations, allocations, shortages, transfers, counting rounds.
Offers: count, reserve, allocate, convert, release, prolong, expire, pick, split, take_out, sell_now, put_back, shift, give_way,
    not_found, allow_backorder, transfers, rounds, tell_waiting.
Hears: nothing.
Tells: StockChanged, StockRanOut, ShortageOpened.
"""
