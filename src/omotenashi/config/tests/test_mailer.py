# SPDX-License-Identifier: Apache-2.0
"""The mail server is one address in the environment."""

from pathlib import Path

import pytest

from omotenashi.config import env


def test_without_a_server_mails_become_files(tmp_path: Path) -> None:
    assert env.mailer("", folder=tmp_path)["OPTIONS"] == {"file_path": str(tmp_path)}


def test_an_address_names_host_port_account_and_how_it_is_sealed(tmp_path: Path) -> None:
    assert env.mailer("smtp://u:p%40@mail.example:587/?tls=1", folder=tmp_path)["OPTIONS"] == {
        "host": "mail.example", "port": 587, "timeout": 30, "username": "u", "password": "p@", "use_tls": True,
        "use_ssl": False,
    }  # fmt: skip


@pytest.mark.parametrize("wrong", ["mail.example", "http://mail.example", "smtp://"])
def test_anything_else_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(env.BadSetting):
        env.mailer(wrong, folder=tmp_path)
