# SPDX-License-Identifier: Apache-2.0
"""Portal: the customers' own pages, on a phone first and in the retailer's name, without a password.

Owns: nothing in the database.
Offers: pages under /my/: what one allows, requests about one's own data, the member card and receipts.
Hears: nothing. Tells: nothing.
"""
