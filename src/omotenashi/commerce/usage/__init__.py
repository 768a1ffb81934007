# SPDX-License-Identifier: Apache-2.0
"""Usage: what people do with what they bought: how far they read it, used it up, opened it.

Owns: how far each customer got with each product.
Offers: note, follow; usage_of, completion_of.
Hears: CustomerErased; the timeline by cursor.
Tells: UsageBegun, UsageFinished.
"""
