# SPDX-License-Identifier: Apache-2.0
"""What a member does with what waits for them on the site."""
