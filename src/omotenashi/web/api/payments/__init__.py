# SPDX-License-Identifier: Apache-2.0
"""Payments: where providers tell what happened, and the page of the simulator."""
