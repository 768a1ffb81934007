# SPDX-License-Identifier: Apache-2.0
"""Locations: the retailer, its shops, warehouses and virtual places, and the channels it sells through.

Owns: the retailer, locations, their hours and devices, channels, which places a channel sells from, where postal codes lie.
Offers: set_up_retailer, register_locations, equip, set_hours, set_goals, register_device, register_channels, sell_from,
load_positions, place_shop.
Hears: nothing.
Tells: how far people live from shops was measured anew.
"""
