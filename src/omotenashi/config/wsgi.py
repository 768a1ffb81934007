# SPDX-License-Identifier: Apache-2.0
"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omotenashi.config.settings")
application = get_wsgi_application()

# The home page asks many questions; nobody should wait while they are asked for the first time.
if not os.environ.get("OMOTENASHI_TESTING"):
    from omotenashi.web.console.home import warming

    warming.watch()
