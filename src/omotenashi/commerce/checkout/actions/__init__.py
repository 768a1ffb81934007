# SPDX-License-Identifier: Apache-2.0
"""What changes checkout: baskets are filled, orders placed, confirmed or given up; sales are rung up.

`from omotenashi.commerce.checkout import actions as checkout`, then `checkout.place_order(...)`.
"""

from omotenashi.commerce.checkout.actions.baskets import (
    Item,
    Opened,
    Opening,
    UnknownChannel,
    abandon,
    adopt,
    adopt_all,
    choose_value,
    hand_over,
    open_basket,
    open_baskets,
    put,
)
from omotenashi.commerce.checkout.actions.beginnings import begin_points
from omotenashi.commerce.checkout.actions.cancelling import cancel
from omotenashi.commerce.checkout.actions.confirming import confirm, give_up, give_up_unpaid
from omotenashi.commerce.checkout.actions.giving import CardUsed, NotOffered, place_gift, take_back_gift
from omotenashi.commerce.checkout.actions.placing import PlacedOrder, place_order
from omotenashi.commerce.checkout.actions.sales import Sale, Sold, known_sale
from omotenashi.commerce.checkout.actions.selling import sell
from omotenashi.commerce.checkout.actions.selling_together import sell_together
from omotenashi.commerce.checkout.actions.together import Wish, place_together
from omotenashi.commerce.checkout.actions.uploads import UploadSettled, forget_uploads, refuse_upload, settle_upload
from omotenashi.commerce.checkout.rules import BadBasket, QuoteChanged, Unbuyable
from omotenashi.commerce.checkout.rules.sales import BadSale, OtherSale, SaleLine

__all__ = [
    "BadBasket",
    "BadSale",
    "CardUsed",
    "Item",
    "NotOffered",
    "Opened",
    "Opening",
    "OtherSale",
    "PlacedOrder",
    "QuoteChanged",
    "Sale",
    "SaleLine",
    "Sold",
    "Unbuyable",
    "UnknownChannel",
    "UploadSettled",
    "Wish",
    "abandon",
    "adopt",
    "adopt_all",
    "begin_points",
    "cancel",
    "choose_value",
    "confirm",
    "forget_uploads",
    "give_up",
    "give_up_unpaid",
    "hand_over",
    "known_sale",
    "open_basket",
    "open_baskets",
    "place_gift",
    "place_order",
    "place_together",
    "put",
    "refuse_upload",
    "sell",
    "sell_together",
    "settle_upload",
    "take_back_gift",
]
