# SPDX-License-Identifier: Apache-2.0
"""Locations: the retailer, its shops, warehouses and virtual places, and the channels it sells through.

Owns: the retailer, locations, channels.
Offers: set_up_retailer, register_locations, register_channels.
Hears: nothing.
Tells: nothing yet.
"""
