# SPDX-License-Identifier: Apache-2.0
"""The till: one sentence that the clerk says to the member who stands there."""
