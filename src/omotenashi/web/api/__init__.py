# SPDX-License-Identifier: Apache-2.0
"""Api: the door for machines. REST under /api/v1/, with its documents at /api/v1/docs.

Owns: nothing in the database.
Offers: read customers, orders, products and measures; write customers, products and orders, each request once.
Hears: nothing.
Tells: nothing.
"""
