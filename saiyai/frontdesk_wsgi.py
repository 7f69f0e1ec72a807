"""The door for the web server of the front desk."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "saiyai.frontdesk_settings"
application = get_wsgi_application()

from saiyai import logs  # noqa: E402  (needs the settings)
from saiyai.crypto import memory  # noqa: E402
from saiyai.intake.even import Even  # noqa: E402

logs.set_up_frontdesk()
memory.close()
application = Even(application)
