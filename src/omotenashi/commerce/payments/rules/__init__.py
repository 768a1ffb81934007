# SPDX-License-Identifier: Apache-2.0
"""What payments decides, without tables and without a clock: states, tenders, refunds, cash."""
