# SPDX-License-Identifier: Apache-2.0
"""What one allows: the preference page behind a signed link, one-click unsubscribing, and asking for news."""
