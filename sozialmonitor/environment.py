"""Where all settings come from."""

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def required(name: str) -> str:
    try:
        return str(env(name))
    except ImproperlyConfigured as error:
        raise ImproperlyConfigured(
            f"{name} is not set. `script/manage …` sets it for the private cluster; elsewhere see .env.example."
        ) from error
