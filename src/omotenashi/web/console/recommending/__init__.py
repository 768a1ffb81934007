# SPDX-License-Identifier: Apache-2.0
"""レコメンド: which method serves and by how much it won, and what goes with each product."""
