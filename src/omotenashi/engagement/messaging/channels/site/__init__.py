# SPDX-License-Identifier: Apache-2.0
"""Our own site: what waits for a member is shown to them on the pages of the shop and of the member card."""
