# SPDX-License-Identifier: Apache-2.0
"""People: who came, what they did, what they allow."""
