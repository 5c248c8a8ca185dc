# Celery's own recipe: the app must exist before any code sends a task, in whichever process.
from sozialmonitor.celery import app as celery_app

__all__ = ["celery_app"]
