# SPDX-License-Identifier: Apache-2.0
"""オフライン売上: what tills sold without a line and nobody could book, points they gave too much, numbers that are missing."""
