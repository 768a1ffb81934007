# SPDX-License-Identifier: Apache-2.0
"""締め: the drawer of a till from 開局 to 精算."""
