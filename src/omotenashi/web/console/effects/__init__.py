# SPDX-License-Identifier: Apache-2.0
"""効果検証: what each measure brought that would not have come without it."""
