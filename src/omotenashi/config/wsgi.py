# SPDX-License-Identifier: Apache-2.0
"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from omotenashi.config.servers import pool

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omotenashi.config.settings")
pool.share_connections()
pages = get_wsgi_application()

from omotenashi.web.api import door  # noqa: E402  # needs the set-up Django
from omotenashi.web.api.collect.views import before  # noqa: E402  # needs the set-up Django
from omotenashi.web.api.shop import door as shop  # noqa: E402  # needs the set-up Django

# Machines come by the thousand: they pass by the middleware that pages need, events and orders by Django.
application = before(shop.before(door.before(pages)))

# The home page asks many questions; nobody should wait while they are asked for the first time.
if not os.environ.get("OMOTENASHI_TESTING"):
    from omotenashi.web.console.home import warming

    warming.watch()
