# SPDX-License-Identifier: Apache-2.0
"""共有評価: who had which part in which sales of a period; the ranking of staff, and the file for the payroll."""
