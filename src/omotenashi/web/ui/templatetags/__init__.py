# SPDX-License-Identifier: Apache-2.0
"""Where Django looks for `{% load ui %}`."""
