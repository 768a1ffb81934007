# SPDX-License-Identifier: Apache-2.0
"""保存した分析: analyses kept under a name, shared, on the home page, and sent by mail."""
