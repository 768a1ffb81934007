# SPDX-License-Identifier: Apache-2.0
"""The shops: which are near, which one was chosen."""
