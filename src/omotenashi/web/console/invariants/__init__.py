# SPDX-License-Identifier: Apache-2.0
"""帳簿の点検: the ten promises of commerce, each kept or with what breaks it."""
