"""Settings. Everything that differs between sites comes from the environment (docs/guides/settings.md)."""

import os
import tomllib
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
# Beside the source in a checkout; an installed package keeps its data in the home of who runs it.
CHECKOUT = (ROOT / "pyproject.toml").is_file()
HOME = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "saiyai"
VAR = Path(os.environ.get("SAIYAI_VAR") or (ROOT / "var" if CHECKOUT else HOME))
KEYS_DIR = Path(os.environ.get("SAIYAI_KEYS", VAR / "keys"))
PRIVATE_DIR = VAR / "private"  # sealed documents; never served by the web server
# Keys that can be destroyed (saiyai/crypto/keyring.py): on a volume of its own, outside every backup, better twice.
KEYRING = Path(os.environ.get("SAIYAI_KEYRING", VAR / "keyring" / "ring.sqlite3"))
KEYRING_MIRROR = os.environ.get("SAIYAI_KEYRING_MIRROR", "")
KEYRING_SNAPSHOTS = Path(os.environ.get("SAIYAI_KEYRING_SNAPSHOTS", KEYRING.parent / "snapshots"))
DEMO = os.environ.get("SAIYAI_DEMO", "") == "1"
TESTING = os.environ.get("SAIYAI_TESTING", "") == "1"
SITE_URL = os.environ.get("SAIYAI_SITE_URL", "http://localhost:8000").rstrip("/")
# Where the front desk answers. Best on a path of the same host: another host name shows in the network.
FRONTDESK_URL = os.environ.get("SAIYAI_FRONTDESK_URL", "http://localhost:8001" if DEMO else SITE_URL).rstrip("/")
# The same as an onion service, shown as text; and how much all files of one report may take, in bytes.
ONION_ADDRESS = os.environ.get("SAIYAI_ONION_ADDRESS", "")
MAX_REPORT_BYTES = int(os.environ.get("SAIYAI_MAX_REPORT_BYTES", 200 * 1024 * 1024))
SOURCE_URL = os.environ.get("SAIYAI_SOURCE_URL", "")  # the AGPL asks to offer the source of what runs
BACKUP_TO = os.environ.get("SAIYAI_BACKUP_TO", "").split()  # public keys of age
METRICS_TOKEN = os.environ.get("SAIYAI_METRICS_TOKEN", "")  # without one there is no page of metrics
API_REQUESTS_A_MINUTE = int(os.environ.get("SAIYAI_API_REQUESTS_A_MINUTE", "300"))  # of one token, over all processes
SCREENING = os.environ.get("SAIYAI_SCREENING", "")  # a list of the office's own for its screening record
OUTSIDE_FILE = os.environ.get("SAIYAI_OUTSIDE", "")  # without one nobody signs in from outside
# Whom to tell of a weakness (saiyai/ui/security.py): addresses, a key, a day; or a signed file of the operator's own.
SECURITY_CONTACT = os.environ.get("SAIYAI_SECURITY_CONTACT", "").split()
SECURITY_KEY = os.environ.get("SAIYAI_SECURITY_KEY", "").strip()
SECURITY_EXPIRES = os.environ.get("SAIYAI_SECURITY_EXPIRES", "").strip()
SECURITY_FILE = os.environ.get("SAIYAI_SECURITY_TXT", "")
ALLOW_UNSAFE = os.environ.get("SAIYAI_ALLOW_UNSAFE", "").split()  # what saiyai/home/safety.py need not refuse
DEBUG = False


def _secret():
    """The web secret from its file; created with the other keys at the first start."""
    try:
        return (KEYS_DIR / "web.secret").read_text().strip()
    except OSError:
        return ""  # `saiyai doctor` and Django's own check name the missing secret


def _outside(path):
    """Providers of sign-in outside, one a table (saiyai/accounts/providers.py); none without a file."""
    if not path:
        return {}
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"": {}}  # no provider has an empty name: the start is refused and says so


def _database(address):
    """DATABASES entry from `postgresql://user:password@host:port/name?sslmode=…`, or embedded SQLite."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "saiyai.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: two requests that read and then write wait for each other instead of failing.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-65536;",
            },
            # A file, as in life: the shared memory database refuses threads that write at once.
            "TEST": {"NAME": VAR / "test.sqlite3"},
        }
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))  # what libpq knows: sslmode, sslrootcert, passfile …
    host = options.pop("host", parts.hostname or "")  # ?host=/run/postgresql: the folder of a socket
    if not TESTING:
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 30}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


def vault_file():
    """Of the vault store on SQLite: like the main one, and what is deleted there is overwritten."""
    store = _database("")
    store["OPTIONS"]["init_command"] += "PRAGMA secure_delete=ON;"
    # Tests make its tables from the models: quick. That migrations make the same ones is a test of its own.
    return store | {"NAME": VAR / "vault.sqlite3", "TEST": {"NAME": VAR / "test-vault.sqlite3", "MIGRATE": False}}


SECRET_KEY = os.environ.get("SAIYAI_SECRET_KEY") or _secret() or ("only-for-tests" if TESTING else "")
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname, *os.environ.get("SAIYAI_HOSTS", "").split()]
if ALLOWED_HOSTS[0] in ("localhost", "127.0.0.1"):  # both are this machine, and people type either
    ALLOWED_HOSTS += ["localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DATABASES = {"default": _database(os.environ.get("SAIYAI_DATABASE", ""))}
# Reports and cases: a file of their own on SQLite; on PostgreSQL the same database, with a role of its own for the front desk.
VAULT = "default" if os.environ.get("SAIYAI_DATABASE") else "vault"
if VAULT != "default":
    DATABASES[VAULT] = vault_file()
DATABASE_ROUTERS = ["saiyai.policy.stores.VaultRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "saiyai.accounts",  # before allauth, whose templates and words it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "saiyai.audit",
    "saiyai.policy",
    "saiyai.jobs",
    "saiyai.ui",
    "saiyai.law",
    "saiyai.rights",
    "saiyai.notify",
    "saiyai.directory",
    "saiyai.networks",
    "saiyai.membership",
    "saiyai.intake",
    "saiyai.cases",
    "saiyai.api",
    "saiyai.home",
    "saiyai.demo",
]
MIDDLEWARE = [
    "saiyai.ui.middleware.HearOutMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "saiyai.api.middleware.ApiMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "saiyai.ui.middleware.ThaiFirstMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "saiyai.ui.middleware.PersonalPagesMiddleware",
    "saiyai.accounts.middleware.PersonalLanguageMiddleware",
    "saiyai.accounts.middleware.LastUsedMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "saiyai.accounts.middleware.OutsideMiddleware",
    "saiyai.accounts.middleware.SecondFactorMiddleware",
    "saiyai.accounts.vault.middleware.VaultMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "saiyai.ui.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "saiyai.urls"
WSGI_APPLICATION = "saiyai.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "saiyai.ui.context_processors.page",
            ]
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    SLOW_DERIVATION = (
        64,
        1,
    )  # KiB and passes: tests try codes by the hundred; production takes those of crypto/slow.py
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
OUTSIDE = _outside(OUTSIDE_FILE)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

SESSION_ENGINE = "saiyai.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "saiyai.ui.errors.csrf_failure"
if SITE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Private links carry their secret in the address: it must never reach another site.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [ROOT / "saiyai" / "locale", ROOT / "saiyai" / "thai" / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("SAIYAI_STATIC", VAR / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_DIR}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_AUTOREFRESH = TESTING  # each client of a test would list all files of the browser anew
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# Uploads stay in memory and go sealed to the disk: no clear copy is ever written to a temporary folder.
FILE_UPLOAD_HANDLERS = ["saiyai.ui.uploads.CappedMemoryUploadHandler"]

# Every letter goes through the outbox; the worker hands it to the mail server.
EMAIL_BACKEND = "saiyai.notify.backend.OutboxBackend"
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("SAIYAI_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("SAIYAI_SMTP_PORT", "8025" if DEMO else "25"))
EMAIL_HOST_USER = os.environ.get("SAIYAI_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SAIYAI_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("SAIYAI_SMTP_TLS", "") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("SAIYAI_FROM", "saiyai@localhost")
# LINE messages: off until the official account of the network has a token, and the secret that signs what LINE tells us.
LINE_SECRET = os.environ.get("SAIYAI_LINE_SECRET", "")
LINE_TOKEN = os.environ.get("SAIYAI_LINE_TOKEN", "") if LINE_SECRET else ""
LINE_NAME = os.environ.get("SAIYAI_LINE_NAME", "")
LINE_API = os.environ.get("SAIYAI_LINE_API", "https://api.line.me")
# Rate limits are counted once for all web processes. What only shields one process is counted in that process.
CACHES = {
    "default": {"BACKEND": "saiyai.accounts.tallies.SharedTallies"},
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

ACCOUNT_ADAPTER = "saiyai.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Counted for each account, under names that cannot be read back; never by network address, which offices share.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "signup": "",
    "login_failed": "5/5m/key,20/h/key",
    "reset_password": "3/10m/key",
    "reset_password_from_key": "",
    "request_login_code": "",
}
ACCOUNT_FORMS = {
    "login": "saiyai.accounts.forms.SignIn",
    "reset_password": "saiyai.accounts.forms.AskReset",
    "reset_password_from_key": "saiyai.accounts.forms.ResetPassword",
    "change_password": "saiyai.accounts.forms.ChangePassword",
    "set_password": "saiyai.accounts.forms.SetPassword",
    "reauthenticate": "saiyai.accounts.forms.AskPassword",
    "add_email": "saiyai.accounts.forms.ChangeEmail",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "saiyai.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Saiyai"
MFA_TOTP_TOLERANCE = 1  # half a minute either way: telephones go wrong
MFA_ALLOW_UNVERIFIED_EMAIL = True  # sign-up is closed; a change of address must not keep a second factor away
MFA_RATE_LIMITS = {"webauthn_login": ""}
MFA_FORMS = {
    "authenticate": "saiyai.accounts.forms.EnterCode",
    "reauthenticate": "saiyai.accounts.forms.EnterCodeAgain",
    "activate_totp": "saiyai.accounts.forms.AddApp",
    "generate_recovery_codes": "saiyai.accounts.forms.MakeRecoveryCodes",
    "add_webauthn": "saiyai.accounts.forms.AddPasskey",
    "edit_webauthn": "saiyai.accounts.forms.RenamePasskey",
}
# Officers must add a passkey or an authenticator app. Off where example data are loaded: their sign-ins are printed.
REQUIRE_SECOND_FACTOR = os.environ.get("SAIYAI_REQUIRE_SECOND_FACTOR", "0" if DEMO or TESTING else "1") == "1"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://localhost")

LOGGING_CONFIG = None  # saiyai.logs sets logging up: structured, scrubbed, and without mail
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"] if SITE_URL.startswith("http://") else []
