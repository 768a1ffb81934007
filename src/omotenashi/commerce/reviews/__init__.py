# SPDX-License-Identifier: Apache-2.0
"""Reviews: what buyers say of products, looked at by somebody before it is shown, the same in every channel.

Owns: reviews with the shop's answers.
Offers: write, show, hide, answer, take_back; reviews_of, ratings_of, reviewable, waiting.
Hears: CustomerErased.
Tells: ReviewWritten.
"""
