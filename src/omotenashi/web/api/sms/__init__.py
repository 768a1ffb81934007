# SPDX-License-Identifier: Apache-2.0
"""SMS: where the company that delivers short texts tells what became of them, and who wrote back."""
