# SPDX-License-Identifier: Apache-2.0
"""Settings, read from top to bottom. The environment is the only difference between two installations."""

import hashlib
import os
from pathlib import Path

from omotenashi.config import env, home

HOME = home.here()
SECRET_KEY = env.text("OMOTENASHI_SECRET") or home.secret_key(home=HOME)
# A key of its own for hashed identifiers: a stolen table reveals nothing by guessing.
IDENTIFIER_KEY = hashlib.blake2b(SECRET_KEY.encode(), person=b"identifiers").digest()
# Seals the codes of member cards and of QRs in shops and on receipts.
CARD_KEY = hashlib.blake2b(SECRET_KEY.encode(), person=b"member cards").digest()
# Makes the codes of coupons and gift cards, and signs what a till may let people spend while it is offline.
VALUE_KEY = hashlib.blake2b(SECRET_KEY.encode(), person=b"value").digest()
# Seals the keys of other companies that were entered in the settings.
SEAL_KEY = hashlib.blake2b(SECRET_KEY.encode(), digest_size=32, person=b"sealed secrets").digest()
# Makes the codes by which goods are handed over, so that they can be shown again and are kept nowhere.
HAND_OVER_KEY = hashlib.blake2b(SECRET_KEY.encode(), person=b"hand over").digest()
# Without the two a labelled stand-in takes the place of LINE Login (web/portal/membership/standin).
LINE_CHANNEL_ID = env.text("OMOTENASHI_LINE_CHANNEL_ID")
LINE_CHANNEL_SECRET = env.text("OMOTENASHI_LINE_CHANNEL_SECRET")
# Without a key of Stripe a labelled simulator takes its place; with one the simulator is gone.
STRIPE_KEY = env.text("OMOTENASHI_STRIPE_KEY")
STRIPE_PUBLISHABLE_KEY = env.text("OMOTENASHI_STRIPE_PUBLISHABLE_KEY")
STRIPE_WEBHOOK_SECRET = env.text("OMOTENASHI_STRIPE_WEBHOOK_SECRET")
STRIPE_API = env.text("OMOTENASHI_STRIPE_API")
# The script of the card form, as Stripe publishes it; it is fetched on the payment page alone, and only with a key.
STRIPE_SCRIPT = env.text("OMOTENASHI_STRIPE_SCRIPT", "https://js.stripe.com/v3/")
PAYMENT_PROVIDER = "stripe" if STRIPE_KEY else "test"
PAYMENT_PROVIDERS = {
    PAYMENT_PROVIDER: "omotenashi.commerce.payments.providers.stripe.provider.StripeProvider"
    if STRIPE_KEY
    else "omotenashi.commerce.payments.providers.simulator.provider.Simulator"
}
# Companies whose keys may be entered in the settings; those of the environment come first.
PAYMENT_VENDORS = {"stripe": "omotenashi.commerce.payments.providers.stripe.provider.StripeProvider"}
PAYMENT_SIMULATOR_PAGE = "/pay/simulator/{ref}/"
SIMULATOR_KEY = hashlib.blake2b(SECRET_KEY.encode(), person=b"payments test").digest()
# Calls of a headless shop a second, for each basket (web/api/shop/pacing.py).
SHOP_RATE = env.number("OMOTENASHI_SHOP_RATE", 20)
DEBUG = env.flag("OMOTENASHI_DEBUG")
ALLOWED_HOSTS = env.listed("OMOTENASHI_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.listed("OMOTENASHI_ORIGINS")
# Whose X-Forwarded-For is believed when an event's sender is noted.
TRUSTED_PROXIES = frozenset(env.listed("OMOTENASHI_PROXIES"))
LAKE_PATH = HOME.lake
# `duckdb` in this process, or the master of a Spark cluster.
LAKE_ENGINE = env.text("OMOTENASHI_LAKE") or "duckdb"
FILES_PATH = HOME.files
LOGS_PATH = HOME.logs
# Mails that no server takes lie here as files.
MAILS_PATH = HOME.files / "mails"
# Outside a start by `omotenashi` the address may be missing; then only what needs no database works.
DATABASE_URL = env.text("DATABASE_URL") or "postgresql:///omotenashi"
# A test's server must let go of the database, or nobody could drop it.
_KEEP = 0 if env.flag("OMOTENASHI_TESTING") else 600
DATABASES = {
    "default": {**env.planned_once(env.database(DATABASE_URL)), "CONN_MAX_AGE": _KEEP, "CONN_HEALTH_CHECKS": True}
}

# The first is shared by all processes, the second is of each (`web.ui.near`). Tests run in one process.
_TABLE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "base_cache",
    "OPTIONS": {"MAX_ENTRIES": 20_000},
}
_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "near"}
CACHES = {"default": _MEMORY if env.flag("OMOTENASHI_TESTING") else _TABLE, "near": _MEMORY}

INSTALLED_APPS = [
    "omotenashi.base.outbox",
    "omotenashi.base.idempotency",
    "omotenashi.places.locations",
    "omotenashi.people.staff",
    "omotenashi.people.customers",
    "omotenashi.people.consent",
    "omotenashi.people.timeline",
    "omotenashi.commerce.catalogue",
    "omotenashi.commerce.stock",
    "omotenashi.commerce.loyalty",
    "omotenashi.commerce.payments",
    "omotenashi.commerce.orders",
    "omotenashi.commerce.sourcing",
    "omotenashi.commerce.checkout",
    "omotenashi.commerce.fulfilment",
    "omotenashi.commerce.reviews",
    "omotenashi.commerce.usage",
    "omotenashi.insight",
    "omotenashi.engagement.audience",
    "omotenashi.engagement.journeymaps",
    "omotenashi.engagement.journeys",
    "omotenashi.engagement.messaging",
    "omotenashi.engagement.reports",
    "omotenashi.connectors.csv",
    "omotenashi.web.ui",
    "omotenashi.web.console",
    "omotenashi.web.portal",
    "omotenashi.web.storefront",
    "omotenashi.web.register",
    "omotenashi.web.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "omotenashi.web.ui.middleware.retailer_currency",
    "omotenashi.web.ui.middleware.upload_redirect",
]
# Machines have no session, no form and no message: what /api/ needs of the above (config/wsgi.py).
API_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "omotenashi.web.ui.middleware.retailer_currency",
]
ROOT_URLCONF = "omotenashi.config.urls"
WSGI_APPLICATION = "omotenashi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "omotenashi.web.ui.context.page",
            ],
        },
    }
]

AUTH_USER_MODEL = "staff.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Tests hire hundreds of people; a slow hash would be most of their time.
PASSWORD_HASHERS = [
    *(["django.contrib.auth.hashers.MD5PasswordHasher"] if env.flag("OMOTENASHI_TESTING") else []),
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/console/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "omotenashi.web.ui.accounts.StaffAccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# smtp://user:password@host:587/?tls=1; without a server mails become files, because a log must not hold addresses.
MAILERS = {"default": env.mailer(env.text("OMOTENASHI_SMTP"), folder=MAILS_PATH)}
DEFAULT_FROM_EMAIL = env.text("OMOTENASHI_MAIL_FROM", "no-reply@localhost")
# Advertising comes from an address of its own, so that complaints about it do not stop order mails.
MARKETING_FROM_EMAIL = env.text("OMOTENASHI_MARKETING_FROM")
# Where returned mails go; each message adds its mark to the part before the @.
RETURN_ADDRESS = env.text("OMOTENASHI_RETURN_ADDRESS")
# An RSA key in PEM; where it is missing the mail server signs.
DKIM_KEY = env.text("OMOTENASHI_DKIM_KEY")
DKIM_SELECTOR = env.text("OMOTENASHI_DKIM_SELECTOR", "omotenashi")
DKIM_DOMAIN = env.text("OMOTENASHI_DKIM_DOMAIN")
# For how many seconds advertising, and broadcasts, wait for what may overtake them; 設定 > 配信の決まり says otherwise.
MESSAGE_TICKS = (0, 0) if env.flag("OMOTENASHI_TESTING") else (60, 600)
MESSAGE_CHANNELS = {
    "email": "omotenashi.engagement.messaging.channels.email.channel.Email",
    "line": "omotenashi.engagement.messaging.channels.line.channel.Line",
    "sms": "omotenashi.engagement.messaging.channels.sms.channel.Sms",
    "site": "omotenashi.engagement.messaging.channels.site.channel.Site",
    "till": "omotenashi.engagement.messaging.channels.till.channel.Till",
    "push": "omotenashi.engagement.messaging.channels.push.channel.Push",
    "post": "omotenashi.engagement.messaging.channels.post.channel.Post",
}
# The Messaging API's account: another one than that of LINE Login. Without it a labelled stand-in takes its place; keys
# may also be entered in the settings.
CHANNEL_KEYS = {
    "line": {"token": env.text("OMOTENASHI_LINE_TOKEN"), "secret": env.text("OMOTENASHI_LINE_SECRET")},
    "sms": {
        "account": env.text("OMOTENASHI_SMS_ACCOUNT"),
        "token": env.text("OMOTENASHI_SMS_TOKEN"),
        "sender": env.text("OMOTENASHI_SMS_SENDER"),
    },
}
# Networks of the house's own in which receivers of webhooks may stand ("10.0.0.0/8"); all others of its own are refused.
HOOKS_INSIDE = env.listed("OMOTENASHI_HOOKS_INSIDE")
# After so many days what a receiver was told is emptied; that it was told stays.
HOOK_BODY_DAYS = env.number("OMOTENASHI_HOOK_BODY_DAYS", 90)
LINE_API = env.text("OMOTENASHI_LINE_API")
# Whoever speaks the same interface; empty: Twilio itself.
SMS_API = env.text("OMOTENASHI_SMS_API")
# Push services besides those of the known browsers, with commas.
PUSH_SERVICES = [one for one in env.text("OMOTENASHI_PUSH_SERVICES").split(",") if one]
# What one message, or one part of a short text, costs in yen until somebody says otherwise.
CHANNEL_PRICES = {"line": 1, "sms": 10, "post": 85}
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("OMOTENASHI_HTTPS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "omotenashi.web.ui.errors.csrf_failure"

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
LANGUAGE_COOKIE_NAME = "omotenashi_language"
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

STATIC_URL = "/static/"
STATIC_ROOT = HOME.path / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# Built assets carry a digest in their names, so they may be kept for ever.
WHITENOISE_MAX_AGE = 31_536_000 if not DEBUG else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# The engine of 名寄せ, see people/customers/ports.py.
LINKER = "omotenashi.people.customers.providers.splink.linker.SplinkLinker"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
NINJA_PAGINATION_MAX_LIMIT = 1000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("OMOTENASHI_LOG", "WARNING")},
}
