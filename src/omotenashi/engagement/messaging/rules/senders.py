# SPDX-License-Identifier: Apache-2.0
"""What mailboxes ask of a sender's domain: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489). Judged from what DNS says. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

SPF, DKIM, DMARC = "spf", "dkim", "dmarc"
OK, WRONG, MISSING, UNKNOWN = "ok", "wrong", "missing", "unknown"
_POLICIES = frozenset({"none", "quarantine", "reject"})

# What DNS says under a name; None: it could not be looked up.
type Texts = Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a domain: what was found, whether it is good, why not, and what to publish under `name`."""

    kind: str
    name: str
    state: str
    why: str = ""
    found: str = ""
    publish: str = ""

    def kept(self) -> dict[str, str]:
        """Give it for storing."""
        return asdict(self)


def spf(domain: str, found: Texts, *, host: str) -> Record:
    """Judge who may send in the name of a domain; `host` is the server through which we send."""
    wanted = f"v=spf1 a:{host} ~all" if host else "v=spf1 mx ~all"
    if found is None:
        return Record(SPF, domain, UNKNOWN, publish=wanted)
    ours = [one for one in found if one.lower().split(" ")[0] == "v=spf1"]
    if not ours:
        return Record(SPF, domain, MISSING, publish=wanted)
    terms = ours[0].split()
    if len(ours) > 1:
        kept = list(dict.fromkeys(term for one in ours for term in one.split()[1:] if not _ends(term)))
        return Record(SPF, domain, WRONG, "several", " | ".join(ours), f"v=spf1 {' '.join(kept)} ~all")
    closing = next((term.lower() for term in terms if _ends(term)), "")
    if closing.startswith("redirect=") or closing in ("-all", "~all"):
        return Record(SPF, domain, OK, "", ours[0])
    kept = [term for term in terms[1:] if not _ends(term)]
    return Record(SPF, domain, WRONG, "open", ours[0], " ".join(["v=spf1", *kept, "~all"]))


def dkim(domain: str, found: Texts, *, selector: str, key: str) -> Record:
    """Judge the key under which we sign; `key` is our public one, empty where we do not sign."""
    name, wanted = f"{selector}._domainkey.{domain}", f"v=DKIM1; k=rsa; p={key}" if key else ""
    if not key:
        return Record(DKIM, name, MISSING, "no_key")
    if found is None:
        return Record(DKIM, name, UNKNOWN, publish=wanted)
    ours = [one for one in found if "p" in tags(one)]
    if not ours:
        return Record(DKIM, name, MISSING, publish=wanted)
    if len(ours) > 1:
        return Record(DKIM, name, WRONG, "several", " | ".join(ours), wanted)
    is_ours = "".join(tags(ours[0])["p"].split()) == key
    return Record(
        DKIM, name, OK if is_ours else WRONG, "" if is_ours else "other_key", ours[0], "" if is_ours else wanted
    )


def dmarc(domain: str, found: Mapping[str, Texts], *, signs_as: str) -> Record:
    """Judge what is asked of mailboxes; `found` by the domain it stands at, the own one first, then those above it."""
    name, wanted = f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}"
    for texts in found.values():
        if texts is None:
            return Record(DMARC, name, UNKNOWN, publish=wanted)
        ours = [one for one in texts if tags(one).get("v") == "DMARC1"]
        if len(ours) > 1:
            return Record(DMARC, name, WRONG, "several", " | ".join(ours), ours[0])
        if ours:
            return _asked(name, domain, ours[0], wanted, signs_as=signs_as)
    return Record(DMARC, name, MISSING, publish=wanted)


def above(domain: str) -> list[str]:
    """Give a domain and those above it, where a policy for it may stand."""
    parts = domain.split(".")
    return [".".join(parts[at:]) for at in range(max(1, len(parts) - 1))][:4]


def tags(text: str) -> dict[str, str]:
    """Read `a=b; c=d`."""
    pairs = (one.partition("=") for one in text.split(";"))
    return {name.strip().lower(): value.strip() for name, gap, value in pairs if gap}


def read(kept: Any) -> list[Record]:
    """Give records as they were stored."""
    return [Record(**one) for one in kept]


def _asked(name: str, domain: str, text: str, wanted: str, *, signs_as: str) -> Record:
    said = tags(text)
    if said.get("p", "").lower() not in _POLICIES:
        return Record(DMARC, name, WRONG, "policy", text, wanted)
    if said.get("adkim", "r").lower() == "s" and signs_as and signs_as != domain:
        return Record(DMARC, name, WRONG, "strict", text, "; ".join(f"{tag}={value}" for tag, value in (said | {"adkim": "r"}).items()))  # fmt: skip
    return Record(DMARC, name, OK, "", text)


def _ends(term: str) -> bool:
    return term.lower().lstrip("+-~?") == "all" or term.lower().startswith("redirect=")
