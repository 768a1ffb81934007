# SPDX-License-Identifier: Apache-2.0
"""Tests of the Japanese text functions: plain functions, hundreds in a second."""
