# SPDX-License-Identifier: Apache-2.0
"""However many threads a server has, they share a few connections."""

import psycopg
import pytest
from django.db import connection

from omotenashi.base import bulk
from omotenashi.config.servers import pool


def test_a_server_shares_connections_and_nothing_else_of_its_database_is_changed() -> None:
    before = {"NAME": "x", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": {"sslmode": "require"}}
    after = pool.shared(before)
    assert after == before | {
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "sslmode": "require",
            "pool": {"min_size": 2, "max_size": 24, "timeout": 20.0, "check": pool.demand_open},
        },
    }
    assert before["OPTIONS"] == {"sslmode": "require"}


def test_tests_share_nothing_so_that_their_database_can_be_dropped() -> None:
    pool.share_connections()
    assert "pool" not in connection.settings_dict["OPTIONS"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_whose_server_hung_up_is_not_handed_out() -> None:
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as open_one:
        pool.demand_open(open_one)
        bulk.rows("SELECT pg_terminate_backend(%s, 5000)", [open_one.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            pool.demand_open(open_one)
