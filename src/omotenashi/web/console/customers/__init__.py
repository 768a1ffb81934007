# SPDX-License-Identifier: Apache-2.0
"""顧客: the list of everybody, and one person's record."""
