# SPDX-License-Identifier: Apache-2.0
"""会員証: the QR that hangs in each shop, and receipts that two members want."""
