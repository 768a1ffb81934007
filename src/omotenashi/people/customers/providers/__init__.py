# SPDX-License-Identifier: Apache-2.0
"""Engines behind the ports of customers."""
