# SPDX-License-Identifier: Apache-2.0
"""名寄せ, decided purely: which columns mean what, how records are compared, what a score says."""
