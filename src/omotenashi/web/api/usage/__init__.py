# SPDX-License-Identifier: Apache-2.0
"""Usage of what was bought (読了率, 使用量, 開封) for machines."""
