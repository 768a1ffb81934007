# SPDX-License-Identifier: Apache-2.0
"""The borders that import-linter cannot see. The numbers are those at the end of floor-plan.toml."""
