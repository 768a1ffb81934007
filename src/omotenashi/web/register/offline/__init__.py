# SPDX-License-Identifier: Apache-2.0
"""The till without a line: what it keeps, what it may promise, and how it tells afterwards what happened (ADR 0036)."""
