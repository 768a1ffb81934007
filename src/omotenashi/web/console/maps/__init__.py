# SPDX-License-Identifier: Apache-2.0
"""ジャーニーマップ: stages and channels with what people do, think and feel, how many there are, and what serves them."""
