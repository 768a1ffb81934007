# SPDX-License-Identifier: Apache-2.0
"""探索: numbers and dimensions that somebody put together, as one expression. A closed catalogue: no text becomes SQL."""
