"""How Dodomu is set up. Everything that differs between places comes from the environment (`.env.example`)."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from dodomu.site import keys
from dodomu.site.env import Env

env = Env()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = keys.secret_key(env)
DODOMU_FIELD_KEY = keys.field_key(env)
DODOMU_INDEX_KEY = keys.index_key(env)
ALLOWED_HOSTS = env.words("DODOMU_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("DODOMU_ORIGINS", "")

ROOT_URLCONF = "dodomu.site.urls"
ASGI_APPLICATION = "dodomu.site.asgi.application"
APPEND_SLASH = True

INSTALLED_APPS = [
    "dodomu.foundation",
    "dodomu.people",
    "dodomu.situation",
    "dodomu.contact",
    "dodomu.journeys",
    "dodomu.boarding",
    "dodomu.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "dodomu.web.parts.powers.FewPowers",
    "django.middleware.gzip.GZipMiddleware",
    "dodomu.web.parts.unavailable.DatabaseUnavailable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dodomu.web.parts.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / audience / "templates" for audience in ("parts", "public", "desk", "field")],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "dodomu.web.parts.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
        },
    }
]

# Requests that each process of the server works on at once. Each has its connection: none waits for another's.
DODOMU_POOL = env.number("DODOMU_POOL", 12)
_given = conninfo_to_dict(env.text("DATABASE_URL"))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _given.pop("dbname", "dodomu"),
        "USER": _given.pop("user", ""),
        "PASSWORD": _given.pop("password", ""),
        "HOST": _given.pop("host", ""),
        "PORT": _given.pop("port", ""),
        "OPTIONS": {
            **_given,
            "pool": {
                "min_size": 1,
                "max_size": DODOMU_POOL,
                "timeout": 5,
            }
            if env.flag("DODOMU_SERVING", False)
            else False,
            "connect_timeout": 5,
        },
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}
# How people are reached: the scheme of a link -> the channel, and the folder that speaks with its providers.
DODOMU_PROVIDERS = {
    "smpp": ("sms", "dodomu.channels.sms_smpp"),
    "smtp": ("email", "dodomu.channels.email"),
    "smtps": ("email", "dodomu.channels.email"),
    "telegram": ("telegram", "dodomu.channels.telegram"),
    "paper": ("paper", "dodomu.channels.paper"),
    "drill": ("drill", "dodomu.channels.drill"),
}
DODOMU_CHANNELS = env.links("DODOMU_CHANNELS", each="DODOMU_CHANNEL_", schemes=DODOMU_PROVIDERS)
DODOMU_CHANNEL_RATES = {name: env.number(f"DODOMU_CHANNEL_{name.upper()}_RATE", 0) for name in DODOMU_CHANNELS}
DODOMU_PRICES = env.amounts("DODOMU_PRICES", {kind for kind, _ in DODOMU_PROVIDERS.values()})  # of a part
DODOMU_CURRENCY = env.text("DODOMU_CURRENCY", "EUR")
# The bot under which people write to us, and what Telegram carries when it calls our page (`secret_token`).
DODOMU_TELEGRAM_BOT = env.text("DODOMU_TELEGRAM_BOT", "").removeprefix("@")
DODOMU_TELEGRAM_SECRET = keys.telegram_secret(env)
# Where people find us, for links in messages: a message is written by a process that serves no page.
DODOMU_ADDRESS = env.text("DODOMU_ADDRESS", "").rstrip("/")
# The key with which what we say is signed (`dodomu keys make`). Only its name is kept here; it is read when it signs.
DODOMU_SIGNING_KEY_FILE = env.values.get("DODOMU_SIGNING_KEY_FILE", "")

# The letter of a post that works alone (`dodomu post begin` says it); empty: headquarters.
DODOMU_POST = env.text("DODOMU_POST", "")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "foundation.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "desk:sign-in"
LOGIN_REDIRECT_URL = "desk:start"
LOGOUT_REDIRECT_URL = "desk:sign-in"
# A hotel or an embassy is one address: lock the name together with the address, never the address alone.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_CALLABLE = "dodomu.web.parts.locked.locked"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SESSION_COOKIE_NAME = "dodomu"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_COOKIES = env.flag("DODOMU_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "dodomu.web.parts.stale.stale_form"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

LANGUAGES = [("uk", "Українська"), ("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")]
LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME = "dodomu_language"
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "dodomu.web.parts.uploads.NoLargerThanAList",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("DODOMU_LOG", "WARNING")},
}
