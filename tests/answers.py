"""What every answer of the site carries, whatever it is: a page, a file, a refusal, a failure."""

from collections.abc import Mapping

from django.conf import settings

POLICY = (
    *("default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'"),
    *("frame-ancestors 'none'", "form-action 'self'", "require-trusted-types-for 'script'"),
)
CARRIED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
COOKIES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "DEVICE_COOKIE_NAME")


def lacking(answer: object) -> list[str]:
    """What an answer should carry and does not, or carries and should not."""
    headers: Mapping[str, str] = answer.headers  # type: ignore[attr-defined]  # of any kind of answer
    policy = [part.strip() for part in headers.get("Content-Security-Policy", "").split(";")]
    told = [part for part in POLICY if part not in policy]
    told += [
        f"{name}: {headers.get(name)}" for name in CARRIED if headers.get(name) != CARRIED[name]
    ]
    told += ["unsafe" for part in policy if "unsafe" in part or "http" in part]
    told += _kept(answer, headers)
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        told.append("Permissions-Policy")
    if any(name.startswith("Access-Control-") for name in headers):
        told.append("another site's scripts may read it")
    kind = headers.get("Content-Type", "")
    if kind.startswith("text/") and "charset=" not in kind:
        told.append(f"no charset: {kind}")
    return told + _cookies(answer)


def _kept(answer: object, headers: Mapping[str, str]) -> list[str]:
    """Files of the installation alone may be kept by browsers and proxies (R-037)."""
    asked: Mapping[str, str] = getattr(answer, "request", {})
    said = headers.get("Cache-Control", "")
    is_file = asked.get("PATH_INFO", "").startswith("/static/")
    return [] if is_file or said == "no-store, private" else [f"may be kept: {said}"]


def _cookies(answer: object) -> list[str]:
    known = {getattr(settings, name) for name in COOKIES}
    told = []
    for name, cookie in answer.cookies.items():  # type: ignore[attr-defined]
        if name not in known:
            told.append(f"an unknown cookie: {name}")
        if cookie["samesite"] != "Lax" or cookie["domain"] or cookie["path"] != "/":
            told.append(f"{name} goes elsewhere")
        if cookie.value and not cookie["httponly"]:
            told.append(f"scripts can read {name}")
    return told
