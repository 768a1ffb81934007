# SPDX-License-Identifier: Apache-2.0
"""設定 > 計測ソース: who sends events, how well that goes, and what was refused."""
