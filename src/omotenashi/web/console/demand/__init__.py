# SPDX-License-Identifier: Apache-2.0
"""発注提案 and 需要インサイト: what will be asked for, what to order because of it, and what was wanted and not had."""
