# SPDX-License-Identifier: Apache-2.0
"""Addresses of the register, under /register/."""

from django.urls import include, path

from omotenashi.web.register.device import views as device
from omotenashi.web.register.returns import views as returns
from omotenashi.web.register.sale import receipts
from omotenashi.web.register.sale import views as sale

app_name = "register"
urlpatterns = [
    path("", sale.show_sale, name="sale"),
    path("api/", include("omotenashi.web.register.api.urls")),
    path("offline/", include("omotenashi.web.register.offline.urls")),
    path("receipts/<uuid:document_id>/", receipts.show_receipt, name="receipt"),
    path("receipts/<uuid:document_id>/why/", receipts.say_why, name="why"),
    path("returns/", returns.show_search, name="returns"),
    path("returns/<uuid:order_id>/", returns.show_return, name="return"),
    path("returns/done/<uuid:return_id>/", returns.show_done, name="return-done"),
    path("work/", include("omotenashi.web.register.work.urls")),
    path("device/", device.show_device, name="device"),
    path("device/choose/", device.choose_device, name="choose"),
]
