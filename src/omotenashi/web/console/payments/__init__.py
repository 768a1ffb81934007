# SPDX-License-Identifier: Apache-2.0
"""決済 and 精算: every payment with what the provider said, and every till between two counts."""
