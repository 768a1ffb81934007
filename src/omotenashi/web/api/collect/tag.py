# SPDX-License-Identifier: Apache-2.0
"""/v1/tag.js: the tag of a retailer's own site, as the front end's build left it. No database, any origin."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from omotenashi.web.ui import build


@dataclass(frozen=True, slots=True)
class Tag:
    """The script, plain and packed, and its mark."""

    plain: bytes
    packed: bytes
    etag: str


@require_safe
def show_tag(request: HttpRequest) -> HttpResponseBase:
    """Give out the script; a browser that has this one is told so."""
    tag = built(build.TAG.stat().st_mtime_ns)
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(tag.packed if packs else tag.plain, content_type="text/javascript; charset=utf-8")
    if packs:
        answer["Content-Encoding"] = "gzip"
    # Weak: packed and plain are one script.
    answer["ETag"] = f'W/"{tag.etag}"'
    answer["Cache-Control"] = "public, max-age=300"
    patch_vary_headers(answer, ["Accept-Encoding"])
    told = get_conditional_response(request, etag=answer["ETag"], response=answer) or answer
    told["Access-Control-Allow-Origin"] = "*"
    told["Cross-Origin-Resource-Policy"] = "cross-origin"
    return told


@lru_cache(maxsize=2)
def built(stamp: int) -> Tag:  # noqa: ARG001  # the stamp is the key of the cache: a new build is given out at once
    """Read what the build made. Raises FileNotFoundError where nothing was built."""
    plain = build.TAG.read_bytes()
    return Tag(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:20])
