# SPDX-License-Identifier: Apache-2.0
"""データマップ: which data are held, from where, for which purpose, how complete, how fresh."""
