# SPDX-License-Identifier: Apache-2.0
"""Tests of the composition root: homes, environment, messages, the embedded database, the command line."""
