# SPDX-License-Identifier: Apache-2.0
"""The post: a message becomes a piece of the day's print batch."""
