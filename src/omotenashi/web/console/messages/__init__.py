# SPDX-License-Identifier: Apache-2.0
"""配信: what is said, how it looks, what was sent to whom and why something was not, and the rules for all of it."""
