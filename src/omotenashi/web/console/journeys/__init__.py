# SPDX-License-Identifier: Apache-2.0
"""シナリオ: ready-made ones, the list, the drawing of each with its numbers, and what is done to it."""
