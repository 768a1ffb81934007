# SPDX-License-Identifier: Apache-2.0
"""Typed readers for environment variables: the environment is the only difference between two installations."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off", ""})


class BadSetting(Exception):
    """An environment variable holds what its reader does not understand."""


def text(name: str, default: str = "", *, environ: Mapping[str, str] | None = None) -> str:
    """Return the variable without surrounding blanks, or `default` where it is not set."""
    return _read(name, environ, default).strip()


def flag(name: str, default: bool = False, *, environ: Mapping[str, str] | None = None) -> bool:
    """Return yes or no; raises BadSetting for anything that is neither."""
    found = _read(name, environ, "1" if default else "0").strip().lower()
    if found in YES:
        return True
    if found in NO:
        return False
    raise BadSetting(f"{name}={found!r}: write 1 or 0")


def number(name: str, default: int, *, environ: Mapping[str, str] | None = None) -> int:
    """Return a whole number; raises BadSetting for anything else."""
    found = _read(name, environ, str(default)).strip()
    try:
        return int(found)
    except ValueError as error:
        raise BadSetting(f"{name}={found!r}: write a whole number") from error


def listed(name: str, default: tuple[str, ...] = (), *, environ: Mapping[str, str] | None = None) -> list[str]:
    """Return the parts between commas, without blanks and without empty ones."""
    found = _read(name, environ, ",".join(default))
    return [part.strip() for part in found.split(",") if part.strip()]


def path(name: str, default: Path, *, environ: Mapping[str, str] | None = None) -> Path:
    """Return an absolute path; `~` is the user's folder."""
    found = _read(name, environ, "").strip()
    return Path(found).expanduser().absolute() if found else default


def database(url: str) -> dict[str, object]:
    """Return Django's database settings for a PostgreSQL address, sockets and options of libpq included.

    `postgresql://user:password@host:port/name?option=value`; a folder with a socket is `?host=/folder`.
    Raises BadSetting where the address is not one of PostgreSQL or names no database.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadSetting("DATABASE_URL must begin with postgresql://")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise BadSetting("DATABASE_URL names no database: postgresql://user@host/name")
    options = dict(parse_qsl(parts.query))
    port = options.pop("port", "") or str(parts.port or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": options.pop("user", "") or unquote(parts.username or ""),
        "PASSWORD": options.pop("password", "") or unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": port,
        "OPTIONS": options,
    }


def planned_once(database: Mapping[str, Any]) -> dict[str, Any]:
    """Return database settings with which a statement that asks for it is planned once a connection.

    Left to itself PostgreSQL plans anew as often as that looks a little cheaper, and counts the planning too low.
    """
    given = database["OPTIONS"]
    options = f"{given.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
    return {**database, "OPTIONS": {**given, "options": options}}


def mailer(url: str, *, folder: Path) -> dict[str, object]:
    """Return Django's settings for a mail server, or for a folder where there is none.

    `smtp://user:password@host:port/?tls=1` starts TLS, `smtps://` speaks it from the first byte. Raises BadSetting.
    """
    if not url:
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(folder)}}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadSetting("OMOTENASHI_SMTP must look like smtp://user:password@host:587/?tls=1")
    wants_tls = dict(parse_qsl(parts.query)).get("tls", "0").lower() in YES
    options: dict[str, object] = {"host": parts.hostname, "port": parts.port or 25, "timeout": 30}
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": options | {"use_tls": wants_tls, "use_ssl": parts.scheme == "smtps"},
    }


def _read(name: str, environ: Mapping[str, str] | None, default: str) -> str:
    known = os.environ if environ is None else environ
    return known.get(name, default)
