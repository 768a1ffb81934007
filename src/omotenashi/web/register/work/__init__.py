# SPDX-License-Identifier: Apache-2.0
"""The work of a shop beside the sale: hand goods over, receive, send and count them, open and close the drawer."""
