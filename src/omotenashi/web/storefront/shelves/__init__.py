# SPDX-License-Identifier: Apache-2.0
"""What is on the shelves: home, search, one product."""
