# SPDX-License-Identifier: Apache-2.0
"""How somebody felt who wrote a Japanese text: our own word list and a handful of rules, so every verdict names its words."""
