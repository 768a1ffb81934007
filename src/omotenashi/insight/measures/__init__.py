# SPDX-License-Identifier: Apache-2.0
"""Measures: one question a file, as pure Ibis expressions over the lake's tables."""
