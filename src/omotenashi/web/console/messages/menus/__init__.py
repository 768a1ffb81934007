# SPDX-License-Identifier: Apache-2.0
"""設定 > チャネル > LINE のメニュー: laid out, drawn in the look of the house, published, taken away."""
