# SPDX-License-Identifier: Apache-2.0
"""Mail: where a mail server brings what came back."""
