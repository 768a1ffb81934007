# SPDX-License-Identifier: Apache-2.0
"""Which till this browser is: chosen once, kept in a signed cookie."""
