# SPDX-License-Identifier: Apache-2.0
"""Stock: how many of what lie where, and why.

Owns: movements, levels.
Offers: count.
Hears: nothing.
Tells: nothing yet.
"""
