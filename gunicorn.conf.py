"""How gunicorn serves the market: HOST, PORT and WEB_WORKERS say where and with how many processes.

Everything else about the program is in techmarket/settings.py.
"""

import os
from typing import Any

from werkzeug.test import Client

from techmarket.web.request_log import configure_logging

wsgi_app = "wsgi:app"
host = os.environ.get("HOST", "127.0.0.1")
bind = f"{f'[{host}]' if ':' in host else host}:{os.environ.get('PORT', '8000')}"

# One process serves a small town and leaves the second core to the worker and the database;
# a larger machine sets WEB_WORKERS. Threads keep a slow upload from blocking a page.
workers = int(os.environ.get("WEB_WORKERS", "1"))
worker_class = "gthread"
threads = 4
preload_app = False  # a forked database connection or index reader would be shared

timeout = 60
graceful_timeout = 10
keepalive = 5
# Replaced now and then, never all at once, so that a slow leak does no harm.
max_requests = 5000
max_requests_jitter = 500
# The heartbeat file must not wait for a busy disk.
MEMORY = "/dev/shm"  # noqa: S108  gunicorn makes its own file in it
worker_tmp_dir = MEMORY if os.access(MEMORY, os.W_OK) else None

control_socket_disable = True  # it would be opened under HOME, which need not be writable
forwarded_allow_ips = ""  # only TRUSTED_PROXIES decides whose X-Forwarded-… counts
accesslog = None  # the application writes one line per request
errorlog = "-"
loglevel = "warning"

WARM_UP = ("/healthz", "/", "/results")


def post_worker_init(worker: Any) -> None:  # noqa: ANN401  gunicorn has no types
    """Load templates and dictionaries before the first visitor waits for them."""
    configure_logging()
    client = Client(worker.wsgi)
    for address in WARM_UP:
        client.get(address)
