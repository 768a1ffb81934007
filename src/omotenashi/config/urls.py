# SPDX-License-Identifier: Apache-2.0
"""Every address of the house, by surface."""

from django.urls import include, path
from django.views.generic import RedirectView

from omotenashi.web.api.api import api
from omotenashi.web.api.shop.api import shop_api

urlpatterns = [
    path("", RedirectView.as_view(url="/console/")),
    path("console/", include("omotenashi.web.console.urls")),
    path("my/", include("omotenashi.web.portal.urls")),
    path("shop/", include("omotenashi.web.storefront.urls")),
    path("register/", include("omotenashi.web.register.urls")),
    path("v1/", include("omotenashi.web.api.collect.urls")),
    path("api/v1/", api.urls),
    path("api/shop/v1/", shop_api.urls),
    path("pay/", include("omotenashi.web.api.payments.urls")),
    path("line/", include("omotenashi.web.api.line.urls")),
    path("mail/", include("omotenashi.web.api.mail.urls")),
    path("sms/", include("omotenashi.web.api.sms.urls")),
    path("s/", include("omotenashi.web.portal.messages.short_urls")),
    path("", include("omotenashi.web.ui.brand")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("omotenashi.web.ui.account_urls")),
]
handler400 = "omotenashi.web.ui.errors.bad_request"
handler403 = "omotenashi.web.ui.errors.forbidden"
handler404 = "omotenashi.web.ui.errors.not_found"
handler500 = "omotenashi.web.ui.errors.server_error"
