"""The application as gunicorn and the flask command find it."""

import gc
import os

# Nothing that imports make is garbage: looking for some takes a third of every start.
gc.disable()

from techmarket.app import create_app  # noqa: E402 - after the line above, which is for it
from techmarket.settings import Settings  # noqa: E402 - likewise

app = create_app(Settings.from_env(os.environ))
gc.freeze()
gc.enable()
