# SPDX-License-Identifier: Apache-2.0
"""探索: whoever has the right puts numbers and dimensions together; the address carries the whole choice."""
