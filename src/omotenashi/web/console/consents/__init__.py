# SPDX-License-Identifier: Apache-2.0
"""同意台帳 and 配信停止リスト: who allowed what, with the proof, and where we must not write."""
