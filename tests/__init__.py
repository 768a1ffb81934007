# SPDX-License-Identifier: Apache-2.0
"""Tests across the house: borders, stories, browsers."""
