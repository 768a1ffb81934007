# SPDX-License-Identifier: Apache-2.0
"""Journeys for machines: letting somebody in."""
