# SPDX-License-Identifier: Apache-2.0
"""What one process keeps for itself so as not to ask twice, never for long: another may know better by then.

What all processes must agree on is in Django's default cache, a table.
"""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

NAME = "near"
near = ConnectionProxy(caches, NAME)
