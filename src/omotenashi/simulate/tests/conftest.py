# SPDX-License-Identifier: Apache-2.0
"""What the tests of the demo world share."""

# Hashing five passwords as slowly as for real people takes longer than all else.
QUICK_HASH = ["django.contrib.auth.hashers.MD5PasswordHasher"]
