# SPDX-License-Identifier: Apache-2.0
"""Tests of the plain values, and what concurrent tests share."""
