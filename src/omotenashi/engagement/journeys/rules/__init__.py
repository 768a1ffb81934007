# SPDX-License-Identifier: Apache-2.0
"""Decisions of journeys: pure, without tables."""
