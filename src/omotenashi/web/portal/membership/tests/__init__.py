# SPDX-License-Identifier: Apache-2.0
"""Tests of the member card and the way to it."""
