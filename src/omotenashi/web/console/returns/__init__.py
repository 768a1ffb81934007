# SPDX-License-Identifier: Apache-2.0
"""返品: asked for, allowed, received, looked at, settled, with what goes back to the yen."""
