# SPDX-License-Identifier: Apache-2.0
"""Commerce: what is bought."""
