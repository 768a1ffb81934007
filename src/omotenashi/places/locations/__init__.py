# SPDX-License-Identifier: Apache-2.0
"""Locations: the retailer, its shops, warehouses and virtual places, and the channels it sells through.

Owns: the retailer, locations, their hours and devices, channels, and which places a channel sells from.
Offers: set_up_retailer, register_locations, equip, set_hours, set_goals, register_device, register_channels, sell_from.
Hears: nothing.
Tells: nothing yet.
"""
