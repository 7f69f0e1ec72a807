"""Settings of the front desk: a process of its own, without sessions, accounts, cookies or the main store.

Everything that differs between sites comes from the same environment (docs/guides/settings.md). With PostgreSQL,
`SAIYAI_FRONTDESK_DATABASE` names the role of the front desk; on SQLite it opens the file of the vault store.
"""

import os
from urllib.parse import urlsplit

from saiyai import settings as main
from saiyai.policy.stores import forget_told

ROOT, VAR, KEYS_DIR, PRIVATE_DIR = main.ROOT, main.VAR, main.KEYS_DIR, main.PRIVATE_DIR
KEYRING, KEYRING_MIRROR = main.KEYRING, main.KEYRING_MIRROR
DEMO, TESTING, SITE_URL, FRONTDESK_URL = main.DEMO, main.TESTING, main.SITE_URL, main.FRONTDESK_URL
if TESTING:
    SLOW_DERIVATION = main.SLOW_DERIVATION
DEBUG = False
SECRET_KEY = "not used: the front desk signs nothing with it"  # noqa: S105
ALLOWED_HOSTS = [urlsplit(FRONTDESK_URL).hostname, *os.environ.get("SAIYAI_FRONTDESK_HOSTS", "").split()]
if ALLOWED_HOSTS[0] in ("localhost", "127.0.0.1"):
    ALLOWED_HOSTS += ["localhost", "127.0.0.1"]
if main.ONION_ADDRESS:
    ALLOWED_HOSTS.append(urlsplit(main.ONION_ADDRESS).hostname)

VAULT = "default"
PATIENCE = 8  # seconds for the store
_address = os.environ.get("SAIYAI_FRONTDESK_DATABASE") or os.environ.get("SAIYAI_DATABASE", "")
DATABASES = {"default": main._database(_address) if _address else main.vault_file()}
if not _address:
    DATABASES["default"]["ENGINE"] = "saiyai.intake.guarded"
elif "pool" in DATABASES["default"]["OPTIONS"]:
    from saiyai.policy.patience import patient

    # A store that is dead, stopped, out of reach, or locked by a migration is told after so many seconds, with every word still there.
    # A turn lasts milliseconds: nobody waits so long for one that is alive.
    _options = DATABASES["default"]["OPTIONS"]
    _options["pool"] |= {"max_size": 16, "timeout": PATIENCE, "reset": forget_told}
    _options["pool"]["connection_class"] = patient(PATIENCE + 2)  # the server, where it can, speaks first
    _options["options"] = f"-c lock_timeout={PATIENCE}s -c statement_timeout={PATIENCE}s {_options.get('options', '')}"
    _options.setdefault("connect_timeout", str(PATIENCE))
    _options.setdefault("tcp_user_timeout", str(1000 * PATIENCE))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = ["django.contrib.staticfiles", "saiyai.intake"]
MIDDLEWARE = [
    "saiyai.intake.middleware.FrontDeskMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "saiyai.intake.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "saiyai.intake_urls"
WSGI_APPLICATION = "saiyai.frontdesk_wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.i18n"]},
    }
]
LANGUAGE_CODE, LANGUAGES, LOCALE_PATHS = main.LANGUAGE_CODE, main.LANGUAGES, main.LOCALE_PATHS
TIME_ZONE, USE_TZ, USE_I18N = main.TIME_ZONE, True, True

STATIC_URL = "/report/static/"
STATIC_ROOT = main.STATIC_ROOT
STORAGES = main.STORAGES
WHITENOISE_USE_FINDERS = TESTING
# What comes in goes sealed to the disk from its first byte on.
FILE_UPLOAD_HANDLERS = ["saiyai.intake.uploads.SealingUploadHandler"]
# The longest answers that are carried (683 kB), and once more what fills a box: a Thai letter is nine bytes long in a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # to be read at all; how many are taken stands in intake/uploads.py
MAX_REPORT_BYTES, ONION_ADDRESS = main.MAX_REPORT_BYTES, main.ONION_ADDRESS
SECURITY_CONTACT, SECURITY_KEY = main.SECURITY_CONTACT, main.SECURITY_KEY
SECURITY_EXPIRES, SECURITY_FILE = main.SECURITY_EXPIRES, main.SECURITY_FILE
LOGGING_CONFIG = None
SILENCED_SYSTEM_CHECKS = [
    "security.W001", "security.W002", "security.W003", "security.W004", "security.W008", "security.W009",
]  # fmt: skip
