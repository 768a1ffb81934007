# SPDX-License-Identifier: Apache-2.0
"""The embedded PostgreSQL: our own launcher over packaged binaries, one server a home.

`launcher.start` gives a lease on a running server, `launcher.stop` ends it, `keeper` ends it when nobody
holds a lease any more, also after kill -9. With DATABASE_URL none of this is used.
"""
