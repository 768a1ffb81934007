# SPDX-License-Identifier: Apache-2.0
"""Home: how the shop stands today, where it is weak, and what waits."""
