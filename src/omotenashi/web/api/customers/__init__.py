# SPDX-License-Identifier: Apache-2.0
"""Customers for machines."""
