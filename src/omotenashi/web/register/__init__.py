# SPDX-License-Identifier: Apache-2.0
"""Register: the till and the back room of a shop, on a tablet or a phone, also without a line.

Owns: nothing in the database.
Offers: pages under /register/: sale, member at the counter, returns and exchanges, receipts; the work of a shop; offline.
Hears: nothing. Tells: nothing.
"""
