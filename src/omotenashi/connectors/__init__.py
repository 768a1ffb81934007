# SPDX-License-Identifier: Apache-2.0
"""Connectors: other systems, one folder each."""
