# SPDX-License-Identifier: Apache-2.0
"""Companies that take money for us, a folder each."""
