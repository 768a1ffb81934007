# SPDX-License-Identifier: Apache-2.0
"""Analysis: every measure as a page with its filters, chart, table, basis, and the people behind each number."""
