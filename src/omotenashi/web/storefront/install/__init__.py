# SPDX-License-Identifier: Apache-2.0
"""What makes the shop an app on a phone: manifest, icon, service worker, a page without a network."""
