# SPDX-License-Identifier: Apache-2.0
"""在庫: what lies here and elsewhere, what moved, and what is damaged or on display."""
