# SPDX-License-Identifier: Apache-2.0
"""ギフトカード: chosen, confirmed and paid for on the web; its mail; what is left on one."""
