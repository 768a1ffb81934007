# SPDX-License-Identifier: Apache-2.0
"""What one likes, and what one waits for."""
