# SPDX-License-Identifier: Apache-2.0
"""The sale: its screen, and the receipt it ends in."""
