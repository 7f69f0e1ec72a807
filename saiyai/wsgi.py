"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saiyai.settings")
application = get_wsgi_application()

from saiyai import logs  # noqa: E402  (needs the settings)
from saiyai.crypto import memory  # noqa: E402

logs.set_up()
memory.close()
