# SPDX-License-Identifier: Apache-2.0
"""Splink 5 on DuckDB: learns the weights and scores millions of pairs. Imported only when a run begins."""
