# SPDX-License-Identifier: Apache-2.0
"""Member cards for tills."""
