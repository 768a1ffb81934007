# SPDX-License-Identifier: Apache-2.0
"""設定: the retailer, staff and roles, API keys, the audit log, and how fresh the figures are."""
