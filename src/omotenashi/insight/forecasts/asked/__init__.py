# SPDX-License-Identifier: Apache-2.0
"""Questions that are asked of a file: one a file, each gives population and rows as every measure does."""
