# SPDX-License-Identifier: Apache-2.0
"""LINE: where it tells us what somebody did."""
