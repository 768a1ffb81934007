# SPDX-License-Identifier: Apache-2.0
"""サービスの設定: what the house and each shop promise, and what tills may do; every change is kept and can be taken back."""
