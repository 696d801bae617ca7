"""NetBox beside its own PostgreSQL and Redis, whose ports the environment says."""

import os

ALLOWED_HOSTS = ["*"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "netbox",
        "USER": "postgres",
        "PASSWORD": "",
        "HOST": "127.0.0.1",
        "PORT": os.environ["POSTGRES_PORT"],
        "CONN_MAX_AGE": 300,
    }
}
_redis = {
    "HOST": "127.0.0.1",
    "PORT": int(os.environ["REDIS_PORT"]),
    "USERNAME": "",
    "PASSWORD": "",
    "SSL": False,
}
REDIS = {"tasks": {**_redis, "DATABASE": 0}, "caching": {**_redis, "DATABASE": 1}}
SECRET_KEY = "for-the-live-tests-only-for-the-live-tests-only-for-the-live-tests"
API_TOKEN_PEPPERS = {1: "for-the-live-tests-only-for-the-live-tests-only-for-the-live"}
CSRF_TRUSTED_ORIGINS = [os.environ["ORIGIN"]]
RELEASE_CHECK_URL = None
CENSUS_REPORTING_ENABLED = False
