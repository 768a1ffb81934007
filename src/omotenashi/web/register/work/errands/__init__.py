# SPDX-License-Identifier: Apache-2.0
"""What scenarios ask a shop to do for somebody: a call, a word, something laid aside."""
