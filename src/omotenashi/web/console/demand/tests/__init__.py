# SPDX-License-Identifier: Apache-2.0
"""Tests of 発注提案 and 需要インサイト."""
