# SPDX-License-Identifier: Apache-2.0
"""取り置き・試着予約: goods laid aside in a shop, unpaid, to be tried on."""
