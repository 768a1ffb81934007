# SPDX-License-Identifier: Apache-2.0
"""However many threads a server has, they share a few connections."""

from django.db import connection

from omotenashi.config.servers import pool


def test_a_server_shares_connections_and_nothing_else_of_its_database_is_changed() -> None:
    before = {"NAME": "x", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": {"sslmode": "require"}}
    after = pool.shared(before)
    assert after == before | {
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"sslmode": "require", "pool": {"min_size": 2, "max_size": 24, "timeout": 20.0}},
    }
    assert before["OPTIONS"] == {"sslmode": "require"}


def test_tests_share_nothing_so_that_their_database_can_be_dropped() -> None:
    pool.share_connections()
    assert "pool" not in connection.settings_dict["OPTIONS"]
