# SPDX-License-Identifier: Apache-2.0
"""データ取込: a file in four steps — file, columns, preview, result."""
