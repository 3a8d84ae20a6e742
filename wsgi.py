"""The application as gunicorn and the flask command find it."""

import os

from techmarket.app import create_app
from techmarket.settings import Settings

app = create_app(Settings.from_env(os.environ))
