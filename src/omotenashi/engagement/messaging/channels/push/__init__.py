# SPDX-License-Identifier: Apache-2.0
"""Web push (RFC 8030): a notification that a browser shows, sealed so that nobody on the way reads it (RFC 8291)."""
