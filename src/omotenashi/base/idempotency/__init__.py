# SPDX-License-Identifier: Apache-2.0
"""Idempotency: a request that comes twice under one key has one effect and one answer.

Owns: requests with their answers.
Offers: answer_once, forget.
Hears: nothing.
Tells: nothing.
"""
