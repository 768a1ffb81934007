# SPDX-License-Identifier: Apache-2.0
"""SMS over the interface that Twilio published and others speak: one form a message, signed news of what became of it."""
