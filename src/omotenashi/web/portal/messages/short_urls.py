# SPDX-License-Identifier: Apache-2.0
"""Short addresses of messages: /s/…"""

from django.urls import path

from omotenashi.web.portal.messages import views

app_name = "short"
urlpatterns = [path("<slug:code>", views.follow_short, name="link")]
