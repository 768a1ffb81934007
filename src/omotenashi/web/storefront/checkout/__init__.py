# SPDX-License-Identifier: Apache-2.0
"""From the cart to an order: contact, the final confirmation page, payment."""
