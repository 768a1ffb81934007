# SPDX-License-Identifier: Apache-2.0
"""Base: plain tools without business words."""
