# SPDX-License-Identifier: Apache-2.0
"""What was found of a sender's domain, for whoever shows it."""

from omotenashi.engagement.messaging.rules.senders import DKIM, DMARC, MISSING, OK, SPF, UNKNOWN, WRONG, Record, read

__all__ = ["DKIM", "DMARC", "MISSING", "OK", "SPF", "UNKNOWN", "WRONG", "Record", "read"]
