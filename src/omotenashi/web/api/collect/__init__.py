# SPDX-License-Identifier: Apache-2.0
"""Collect: the Segment HTTP tracking contract under /v1/, and the tag of a retailer's own site."""
