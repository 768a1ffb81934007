# SPDX-License-Identifier: Apache-2.0
"""Decisions of consent: pure, without tables, the moment given."""
