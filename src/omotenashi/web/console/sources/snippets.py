# SPDX-License-Identifier: Apache-2.0
"""What to paste where, so that a source begins to send."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines for one SDK."""

    id: str
    title: str
    code: str


_PYTHON = """\
import segment.analytics as analytics
analytics.write_key = "{key}"
analytics.host = "{root}"
analytics.gzip = True
analytics.track("member-1001", "Product Viewed", {{"sku": "A-1"}})
"""
_NODE = """\
import {{ Analytics }} from "@segment/analytics-node";
const analytics = new Analytics({{ writeKey: "{key}", host: "{root}", path: "/v1/batch" }});
analytics.track({{ userId: "member-1001", event: "Product Viewed", properties: {{ sku: "A-1" }} }});
"""
_BROWSER = """\
import {{ AnalyticsBrowser }} from "@segment/analytics-next";
const analytics = AnalyticsBrowser.load({{ writeKey: "{key}", cdnURL: "{root}" }});
analytics.page();
"""
_CURL = """\
curl -u {key}: {root}/v1/track \\
  -d '{{"userId":"member-1001","event":"Product Viewed","properties":{{"sku":"A-1"}}}}'
"""


def snippets(*, write_key: str, root: str, kind: str) -> list[Snippet]:
    """Give the ways to connect a source, the likeliest first."""
    every = [
        Snippet("browser", _("Browser (analytics-next)"), _BROWSER.format(key=write_key, root=root)),
        Snippet("node", _("Node (analytics-node)"), _NODE.format(key=write_key, root=root)),
        Snippet("python", _("Python (segment-analytics-python)"), _PYTHON.format(key=write_key, root=root)),
        Snippet("curl", _("Command line (curl)"), _CURL.format(key=write_key, root=root)),
    ]
    return every if kind in ("web", "app") else [*every[1:], every[0]]
