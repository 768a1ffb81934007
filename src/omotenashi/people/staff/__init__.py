# SPDX-License-Identifier: Apache-2.0
"""Staff: who works here, and what they may do.

Owns: staff, API keys, the audit log.
Offers: may, hire, dismiss, audit, issue_key, key_owner.
Hears: nothing.
Tells: nothing.
"""
