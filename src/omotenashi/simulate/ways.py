# SPDX-License-Identifier: Apache-2.0
"""What an address says when somebody comes by a medium of the world: campaign, media code, click id, referrer. Pure."""

from hashlib import blake2b

from omotenashi.simulate.purchases import MEDIA

SITE = "https://shop.demo.example"
_CLICKS = {"GADS": "gclid", "IGAD": "fbclid", "LINEAD": "ldtag_cl"}
_WORDS: dict[str, dict[str, str]] = {
    "SEO": {"referrer": "https://www.google.com/"},
    "GADS": {"source": "google", "medium": "cpc", "campaign": "brand"},
    "IGAD": {"source": "instagram", "medium": "paid_social", "campaign": "kurashi"},
    "AFFI": {"source": "affi.example", "medium": "affiliate"},
    "REF": {"referrer": "https://blog.example.jp/"},
    "LINEAD": {"source": "line", "medium": "cpc", "campaign": "tomodachi"},
    "LINEFRIEND": {"source": "line", "medium": "social"},
    "LINEMSG": {"source": "line", "medium": "message", "campaign": "weekly"},
    "MAIL": {"source": "newsletter", "medium": "email", "campaign": "weekly"},
}
_BY_THEMSELVES = ("DIRECT", "WALKIN")


def touch_of(medium: int, *, landing: str, at: str, mark: str) -> dict[str, str]:
    """Give the touch of a visit, as the tag would write it; `mark` makes the click id."""
    touch = {"landing": f"{SITE}{landing}", "at": at}
    if medium < 0 or MEDIA[medium] in _BY_THEMSELVES:
        return touch
    code = MEDIA[medium]
    touch |= _WORDS.get(code, {})
    if code not in ("SEO", "REF"):
        touch["media_code"] = code
    if code in _CLICKS:
        click = blake2b(mark.encode(), digest_size=12).hexdigest()
        touch |= {"click_type": _CLICKS[code], "click_id": click}
    return touch


def campaign_of(touch: dict[str, str]) -> dict[str, str]:
    """Give the same in the words of the Segment contract."""
    names = ("source", "medium", "media_code", "click_id", "click_type")
    found = {name: touch[name] for name in names if name in touch}
    return {**found, "name": touch["campaign"]} if "campaign" in touch else found
