# SPDX-License-Identifier: Apache-2.0
"""Config: the composition root. Settings, urls, servers, worker and command line."""
