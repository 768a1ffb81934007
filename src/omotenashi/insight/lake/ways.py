# SPDX-License-Identifier: Apache-2.0
"""By which device somebody looked at the site, and what led them there, as SQL over an entry: its source `s`, what it says `p`, `c`.

A device is said by the browser's name. A tablet that calls itself a Mac counts as a desktop. Of an erased person only the
kind of the browser is left (`base.text.agents`), so a lake that is filled anew says the same as before.

A lead is one of ad, message (from us), staff, keyword (a search engine), content (articles, posts, reviews), referral
(another site); null where nobody knows: somebody came by themselves.
"""

from typing import Final

from omotenashi.base.text import agents

_AGENT: Final = "(c.said ->> 'userAgent')"
DEVICE: Final = f"""CASE WHEN s.kind = 'app' THEN 'app' WHEN s.kind <> 'web' THEN NULL
    WHEN c.said ->> '{agents.KEPT}' IN ('tablet', 'phone', 'desktop') THEN c.said ->> '{agents.KEPT}'
    WHEN {_AGENT} ~* '{agents.TABLET}' THEN 'tablet' WHEN {_AGENT} ~* '{agents.PHONE}' THEN 'phone'
    WHEN {_AGENT} ~* '{agents.DESKTOP}' THEN 'desktop' END"""

_MEDIUM: Final = "lower(coalesce(c.said #>> '{{campaign,medium}}', ''))"
_SOURCE: Final = "lower(coalesce(c.said #>> '{{campaign,source}}', ''))"
_CLICK: Final = "coalesce(c.said #>> '{{campaign,click_id}}', c.said #>> '{{campaign,gclid}}', '')"
_CODE: Final = "coalesce(c.said #>> '{{campaign,media_code}}', p.said ->> 'medium', '')"
_HOST: Final = "substring({0} FROM '^https?://([^/:?#]+)')"
_BEFORE, _HERE = _HOST.format("(c.said #>> '{{page,referrer}}')"), _HOST.format("(c.said #>> '{{page,url}}')")
# The tag remembers from where a visit came; any other SDK says only from which page the last step was.
_FROM: Final = f"""coalesce({_HOST.format("(c.said #>> '{{touch,last,referrer}}')")}, CASE WHEN {_BEFORE} <> {_HERE} THEN {_BEFORE} END, '')"""
_SEARCHERS: Final = "(^|[.])(google|bing|yahoo|duckduckgo|baidu|ecosia|goo|naver|yandex)[.]"
_POSTS: Final = "(^|[.])(instagram|facebook|twitter|x|tiktok|youtube|pinterest|threads|note|line)[.](com|net|me|jp)$"
LEAD: Final = f"""CASE
    WHEN {_CLICK} <> '' OR {_MEDIUM} ~ '^(cp[acmv]|ppc|paid.*|display|banner|ads?|retargeting|affiliate|tv|radio|flyer|dm|print)$' THEN 'ad'
    WHEN {_MEDIUM} ~ '^(e-?mail|mail|newsletter|message|line|sms|push)$' THEN 'message'
    WHEN {_MEDIUM} ~ '^(staff|store|shop|qr)$' OR {_SOURCE} ~ '^staff' THEN 'staff'
    WHEN {_MEDIUM} = 'organic' OR {_FROM} ~ '{_SEARCHERS}' THEN 'keyword'
    WHEN {_MEDIUM} ~ '^(content|blog|article|column|magazine|review|social|sns|post|video)$' OR {_FROM} ~ '{_POSTS}' THEN 'content'
    WHEN {_MEDIUM} = 'referral' OR {_FROM} <> '' THEN 'referral'
    WHEN {_CODE} <> '' THEN 'ad'
    WHEN c.said #>> '{{{{page,path}}}}' ~ '^/(blog|column|article|magazine|feature|journal|contents?)s?(/|$)' THEN 'content' END"""
