# SPDX-License-Identifier: Apache-2.0
"""The three real SDKs, unmodified, against a running server."""
