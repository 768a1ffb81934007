# SPDX-License-Identifier: Apache-2.0
"""Make somebody unfindable in text: the ways a value is written, and its removal from tables and files.

Who is erased, and where that may stand, is decided above.
"""
