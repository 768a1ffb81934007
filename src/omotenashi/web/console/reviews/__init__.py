# SPDX-License-Identifier: Apache-2.0
"""口コミ: what waits to be looked at, what is shown, and the shop's answers."""
