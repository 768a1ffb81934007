# SPDX-License-Identifier: Apache-2.0
"""Lake: the record as tables. A directory of Parquet, filled from PostgreSQL, read through Ibis."""
