# SPDX-License-Identifier: Apache-2.0
"""A house to measure in: a home and a PostgreSQL of its own, with Django set up on it; both are gone afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def house(*, durable: bool = False) -> Iterator[Path]:
    """Give the folder of an empty home whose database runs; `durable`: with fsync."""
    folder = Path(tempfile.mkdtemp(prefix="omotenashi-bench-"))
    folder.chmod(0o711)
    os.environ |= {"OMOTENASHI_HOME": str(folder), "OMOTENASHI_SECRET": "x" * 60}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omotenashi.config.settings")
    from omotenashi.config import home as homes
    from omotenashi.config.postgres import launcher

    home = homes.Home(path=folder)
    homes.create(home=home)
    lease = launcher.start(home=home, durable=durable, idle=5.0)
    try:
        os.environ["DATABASE_URL"] = lease.url
        import django

        django.setup()
        yield folder
    finally:
        lease.close()
        launcher.discard(home=home)
        shutil.rmtree(folder, ignore_errors=True)
