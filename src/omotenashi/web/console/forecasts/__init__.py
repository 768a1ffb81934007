# SPDX-License-Identifier: Apache-2.0
"""LTV予測: what customers will be worth, how far that can be trusted, and who they are."""
