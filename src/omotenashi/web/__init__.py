# SPDX-License-Identifier: Apache-2.0
"""Web: what people see. Surfaces without tables."""
