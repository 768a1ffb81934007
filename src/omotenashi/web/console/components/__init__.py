# SPDX-License-Identifier: Apache-2.0
"""The living page of all components."""
