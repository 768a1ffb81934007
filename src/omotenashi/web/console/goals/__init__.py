# SPDX-License-Identifier: Apache-2.0
"""店舗目標: what each shop sold and what its customers are worth everywhere, each beside its goal."""
