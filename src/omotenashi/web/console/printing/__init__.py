# SPDX-License-Identifier: Apache-2.0
"""店頭POP and チラシ: goods on paper, for the printer of a shop or for a print house; nothing is kept, the address says it all."""
