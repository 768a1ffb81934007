# SPDX-License-Identifier: Apache-2.0
"""Whoever stands at the counter: what the clerk is shown of them, and the next word."""
