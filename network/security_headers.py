"""The security headers of every answer. A kind of page names only what it does otherwise."""

from __future__ import annotations

HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
"""For a year (seconds). Browsers heed it over https alone: RFC 6797, 7.2."""


def security_headers(
    *, frame_ancestors: str = "'none'", frame_src: str = "", geolocation: str = "", referrer: str = "same-origin"
) -> dict[str, str]:
    """`frame_ancestors` may show the page in a frame, `frame_src` are the frames that it has itself (none: nothing),
    `geolocation` may ask where the reader is. The names are those of https://www.w3.org/TR/CSP3/ and
    https://www.w3.org/TR/permissions-policy/."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": frame_src,
        "form-action": "'self'",
        "frame-ancestors": frame_ancestors,
        "base-uri": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items() if sources),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": referrer,
        "Permissions-Policy": f"camera=(), microphone=(), geolocation=({geolocation})",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
