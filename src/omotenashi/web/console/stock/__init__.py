# SPDX-License-Identifier: Apache-2.0
"""在庫: what lies where, what is promised of it, how sure the count is, and what moved."""
