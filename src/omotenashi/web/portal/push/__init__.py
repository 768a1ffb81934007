# SPDX-License-Identifier: Apache-2.0
"""Notifications of browsers: explained first, asked for by a press, and taken off again by their owner."""
