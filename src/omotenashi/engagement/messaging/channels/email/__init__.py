# SPDX-License-Identifier: Apache-2.0
"""Mail: what a letter looks like on the wire, how it is signed, who takes it."""
