# SPDX-License-Identifier: Apache-2.0
"""What a map is made of, how it changes, and where nobody serves the customer."""
