# SPDX-License-Identifier: Apache-2.0
"""会員証: the member card, the way there through LINE, and receipts that are claimed afterwards."""
