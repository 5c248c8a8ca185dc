"""All settings, read from the environment. A missing value says how to mend it; .env.example explains each."""

import tomllib
from pathlib import Path
from urllib.parse import unquote

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from sozialmonitor.entrance_settings import *  # noqa: F403 - Django reads a module's names
from sozialmonitor.entrance_settings import HTTPS, OIDC_ISSUER
from sozialmonitor.environment import env, required
from sozialmonitor.libraries import gdal_library, geos_library, set_data_folders

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


set_data_folders()
GDAL_LIBRARY_PATH = gdal_library()
GEOS_LIBRARY_PATH = geos_library()

SECRET_KEY = required("SOZIALMONITOR_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SOZIALMONITOR_OLD_SECRET_KEYS", default=[])
DEBUG = env.bool("SOZIALMONITOR_DEBUG", False)
ALLOWED_HOSTS = env.list("SOZIALMONITOR_ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])

CITY = env("SOZIALMONITOR_CITY", default="Mannheim")
CITY_CODE = env("SOZIALMONITOR_CITY_CODE", default="08222")  # the city among the comparison regions
POPULATION_INDICATOR = env("SOZIALMONITOR_POPULATION_INDICATOR", default="einwohner")  # inhabitants in legends
# Children of primary-school age: how many live where a district and a catchment meet.
CHILDREN_INDICATOR = env("SOZIALMONITOR_CHILDREN_INDICATOR", default="kinder-6-9")
DEMO = env.bool("SOZIALMONITOR_DEMO", False)
FILES_FOLDER = Path(required("SOZIALMONITOR_FILES"))
MAX_UPLOAD_BYTES = env.int("SOZIALMONITOR_MAX_UPLOAD_MB", 200) * 1024 * 1024

# A folder in which offices leave their files; empty for none. Whose rights they are taken in with: see docs/inbox.md.
INBOX_FOLDER = Path(inbox) if (inbox := env("SOZIALMONITOR_INBOX", default="")) else None
INBOX_ACCOUNT = env("SOZIALMONITOR_INBOX_ACCOUNT", default="")
INBOX_SECONDS = env.int("SOZIALMONITOR_INBOX_SECONDS", 30)

# Who read which protected figures is kept for so many days; addresses on the network only if the city says so.
ACCESS_LOG_DAYS = env.int("SOZIALMONITOR_ACCESS_LOG_DAYS", 365)
ACCESS_LOG_ADDRESSES = env.bool("SOZIALMONITOR_ACCESS_LOG_ADDRESSES", False)
ACCESS_LOG_OPEN = env.bool("SOZIALMONITOR_ACCESS_LOG_OPEN", False)  # open figures too, without a name

INSTALLED_APPS = [
    "sozialmonitor.access",
    "sozialmonitor.web",
    "sozialmonitor.jobs",
    "sozialmonitor.rights",
    "sozialmonitor.entrance",
    "sozialmonitor.trail",
    "districts",
    "indicators",
    "imports",
    "sozialmonitor.demo",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django_htmx",
    "leaflet",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "django_celery_beat",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before the static files: nobody frames those either
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "sozialmonitor.web.refusing.RefusingMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sozialmonitor.access.middleware.TokenMiddleware",
    "sozialmonitor.access.middleware.SessionUseMiddleware",
    "sozialmonitor.entrance.middleware.SecondFactorMiddleware",
    "sozialmonitor.rights.middleware.ViewAsMiddleware",
    "sozialmonitor.access.middleware.HistoryMiddleware",
    "sozialmonitor.trail.middleware.RefusedAccessMiddleware",
    "sozialmonitor.access.middleware.DeclaredPermissionMiddleware",
    "sozialmonitor.web.limits.LimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "sozialmonitor.access.speaking.SpeakingMiddleware",
]

ROOT_URLCONF = "sozialmonitor.urls"
WSGI_APPLICATION = "sozialmonitor.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sozialmonitor.web.context.site",
            ],
        },
    },
]

DATABASES = {
    "default": {
        **env.db_url_config(required("SOZIALMONITOR_DATABASE_URL")),
        "ENGINE": "sozialmonitor.access.database",  # PostGIS, with a ticket that says who asks
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
# A unix socket stands percent-encoded in the URL; the URL reader leaves it so.
DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "sozialmonitor.entrance.passwords.HouseWordsValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "sozialmonitor.entrance.backend.Passwords",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "map"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = Path(env("SOZIALMONITOR_STATIC", default=str(BASE_DIR / ".local" / "static")))
KERN_FOLDER = BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist"
STATICFILES_DIRS = [BASE_DIR / "static", *([("kern", KERN_FOLDER)] if KERN_FOLDER.is_dir() else [])]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_FOLDER}},
    "staticfiles": {"BACKEND": "sozialmonitor.web.storage.HashedStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["sozialmonitor.web.uploads.LimitedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Nothing on a page comes from elsewhere; Leaflet's marker images are data URLs in its style sheet.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *(["/".join(OIDC_ISSUER.split("/")[:3])] if OIDC_ISSUER else [])],
        "frame-ancestors": [NONE],
    },
}
CSRF_FAILURE_VIEW = "sozialmonitor.web.errors.csrf_failure"
DEFAULT_EXCEPTION_REPORTER_FILTER = "sozialmonitor.web.reports.ReportFilter"
SECURITY_CONTACT = env("SOZIALMONITOR_SECURITY_CONTACT", default="")
SECURITY_EXPIRES = env("SOZIALMONITOR_SECURITY_EXPIRES", default="")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^api/"]  # refused instead: sozialmonitor.web.refusing
# The prefix makes browsers hold to it: sent back only over HTTPS, to this host alone, and set by no neighbour of it.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME, MESSAGE_COOKIE_NAME = (
    f"{'__Host-' if HTTPS else ''}{name}" for name in ("sessionid", "csrftoken", "django_language", "messages")
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "sozialmonitor.web.messages.HostStorage"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Whether all other sites of its domain speak HTTPS too, for ever, only the city can say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LEAFLET_CONFIG = {"TILES": [], "NO_GLOBALS": True}  # its default calls a third party

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["sozialmonitor.access.interface.LetInByItsAudience"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "sozialmonitor.access.interface.AnswersInWhatThereIs",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "sozialmonitor.web.errors.api_error",
    "URL_FORMAT_OVERRIDE": None,  # `format` is ours: csv streams
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Sozialmonitor",
    "VERSION": "1",
    "DESCRIPTION": "Divisions, indicators, values and typologies, with the same rights as the pages.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "sozialmonitor.web.openapi.describe_errors",
        "sozialmonitor.web.openapi.describe_tokens",
    ],
}

# What is counted across web processes: wrong codes of second factors, asked-for passwords, exports.
REDIS_URL = required("SOZIALMONITOR_REDIS_URL")
COUNTED = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": REDIS_URL.replace("redis+socket://", "unix://"),
    "OPTIONS": {"db": 1},
}
CACHES = {"default": COUNTED, "limits": COUNTED | {"KEY_PREFIX": "limits"}}
CELERY_BROKER_URL = required("SOZIALMONITOR_REDIS_URL")
# How often in a minute one account may ask for what costs much; 0 is as often as it likes.
LIMITS = {"exports": 60, "lookups": 20, "comparisons": 30, "schema": 20}
LIMITS |= {kind: int(most) for kind, most in env.dict("SOZIALMONITOR_LIMITS", default={}).items()}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 60 * 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep batches": {"task": "imports.tasks.sweep", "schedule": 30.0},
    "sweep background work": {"task": "sozialmonitor.jobs.tasks.sweep", "schedule": 30.0},
    "remove files of background work": {"task": "sozialmonitor.jobs.tasks.remove_files", "schedule": 3600.0},
    "remove deliveries no row names": {"task": "imports.tasks.remove_unnamed", "schedule": 3600.0},
    "look into the inbox": {
        "task": "imports.tasks.look_for_files",
        "schedule": float(INBOX_SECONDS),
        "options": {"expires": INBOX_SECONDS},  # looks that nobody took are not made up for
    },
    "forget failed logins and ended sessions": {"task": "sozialmonitor.entrance.tasks.forget", "schedule": 900.0},
    "seal the trail": {
        "task": "sozialmonitor.trail.tasks.seal",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "purge the access log": {"task": "sozialmonitor.trail.tasks.purge", "schedule": 24 * 3600.0},
    "tell what is overdue": {"task": "imports.tasks.tell_what_is_overdue", "schedule": 3600.0},
}

# How long a batch may be silent before the sweeper takes it for dead, and how often it is tried.
BATCH_SILENCE_SECONDS = env.int("SOZIALMONITOR_BATCH_SILENCE_SECONDS", 60)
BATCH_ATTEMPTS = 3

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "sozialmonitor.web.reports.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"axes": {"level": "WARNING"}},  # else several lines for each login
}
