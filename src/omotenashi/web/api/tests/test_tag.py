# SPDX-License-Identifier: Apache-2.0
"""/v1/tag.js: small, cached for five minutes, open to every origin."""

import gzip
from typing import Any

import pytest

from omotenashi.web.api.collect.tag import built
from omotenashi.web.ui import build

SMALL = 6_000


def test_the_tag_is_smaller_than_six_kilobytes() -> None:
    packed = built(build.TAG.stat().st_mtime_ns).packed
    assert gzip.decompress(packed) == build.TAG.read_bytes()
    assert len(packed) < SMALL


def test_the_tag_needs_no_database_and_may_be_read_by_any_page(client: Any) -> None:
    answer = client.get("/v1/tag.js", headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(answer.content) == build.TAG.read_bytes()
    shown = {name: answer[name] for name in ("Content-Type", "Cache-Control", "Access-Control-Allow-Origin")}
    assert shown == {
        "Content-Type": "text/javascript; charset=utf-8",
        "Cache-Control": "public, max-age=300",
        "Access-Control-Allow-Origin": "*",
    }
    assert client.get("/v1/tag.js").content == build.TAG.read_bytes()


@pytest.mark.parametrize("packs", ["gzip", "identity"])
def test_a_browser_that_has_the_tag_is_told_so(client: Any, packs: str) -> None:
    etag = client.get("/v1/tag.js")["ETag"]
    again = client.get("/v1/tag.js", headers={"If-None-Match": etag, "Accept-Encoding": packs})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert (again["Cache-Control"], again["Access-Control-Allow-Origin"]) == ("public, max-age=300", "*")
