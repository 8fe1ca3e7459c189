"""What every stream of server-sent events keeps to: https://html.spec.whatwg.org/multipage/server-sent-events.html."""

from __future__ import annotations

HEARTBEAT_SECONDS = 13.0
"""Proxies cut what is silent for long (nginx: 60 seconds, proxy_read_timeout), and a page that has gone is only noticed
when we write to it."""
HEARTBEAT = ": still here\n\n"
UNBUFFERED = {"X-Accel-Buffering": "no"}
"""nginx would otherwise hold the events back: https://nginx.org/en/docs/http/ngx_http_proxy_module.html"""
