# SPDX-License-Identifier: Apache-2.0
"""Orders for machines."""
