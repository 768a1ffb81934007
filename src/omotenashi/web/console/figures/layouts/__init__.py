# SPDX-License-Identifier: Apache-2.0
"""How the answer of each measure is laid out: blocks from top to bottom."""
