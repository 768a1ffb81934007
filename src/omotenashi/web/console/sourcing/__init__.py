# SPDX-License-Identifier: Apache-2.0
"""引当先: how places are chosen, what a decision rested on, and what another strategy would have done."""
