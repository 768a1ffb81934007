# SPDX-License-Identifier: Apache-2.0
"""Console: the office. Customers, orders, products, shops, figures, data and settings on one frame.

Owns: nothing in the database. Offers: pages under /console/. Hears: nothing. Tells: nothing.
"""
