# SPDX-License-Identifier: Apache-2.0
"""How often one asker may do something: a bucket for each, shared by all processes of this server.

It slows whoever tries by machine. What must hold for good is counted in tables.
"""

import fcntl
import mmap
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from threading import Lock

from django.http import HttpRequest

# Names the file that the processes of a server share.
SHARED = "OMOTENASHI_PACES"
# An asker has one of four places; who was quiet for the longest is forgotten first, and begins with a full bucket.
_SETS, _WAYS = 8192, 4
_PLACE = Struct("<8sdd")
_SIZE = _SETS * _WAYS * _PLACE.size
# Nobody outside can choose an asker who shares the places of another.
_KEY = 32


class Pace:
    """So many a second for each asker, at most one burst ahead."""

    def __init__(self, *, rate: float, burst: int) -> None:
        self.rate, self.burst = rate, burst

    def wait(self, asker: str) -> float:
        """Take one; give 0 when there was one, else the seconds until there is."""
        buckets = _buckets()
        digest = blake2b(f"{self.rate}:{self.burst}:{asker}".encode(), digest_size=16, key=buckets.key).digest()
        return buckets.take(digest, rate=self.rate, burst=self.burst, now=time.monotonic())

    def forget(self) -> None:
        """Begin anew."""
        _buckets().clear()


class _Buckets:
    """Places for buckets in a file that processes share, or in this process alone."""

    def __init__(self, path: str) -> None:
        self._file = Path(path).open("r+b") if path else None  # noqa: SIM115  # open as long as the process lives
        self._memory = mmap.mmap(self._file.fileno() if self._file else -1, _SIZE + _KEY)
        self._lock = Lock()
        if not self._file:
            self._memory[_SIZE:] = os.urandom(_KEY)
        self.key = self._memory[_SIZE:]

    def take(self, digest: bytes, *, rate: float, burst: int, now: float) -> float:
        """Take a token from the bucket of a digest; give 0 when there was one, else the seconds until there is."""
        name, first = digest[:8], int.from_bytes(digest[8:]) % _SETS * _WAYS * _PLACE.size
        with self._alone(first):
            places = range(first, first + _WAYS * _PLACE.size, _PLACE.size)
            held = {place: _PLACE.unpack_from(self._memory, place) for place in places}
            own = next((place for place in places if held[place][0] == name), None)
            place = min(places, key=lambda one: held[one][2]) if own is None else own
            tokens = burst if own is None else min(burst, held[own][1] + (now - held[own][2]) * rate)
            taken = tokens >= 1
            _PLACE.pack_into(self._memory, place, name, tokens - taken, now)
        return 0.0 if taken else (1 - tokens) / rate

    def clear(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._memory[:_SIZE] = bytes(_SIZE)

    @contextmanager
    def _alone(self, first: int) -> Iterator[None]:
        # The file's lock holds off other processes, not the threads of this one.
        with self._lock:
            if self._file:
                fcntl.lockf(self._file, fcntl.LOCK_EX, _PLACE.size, first)
            try:
                yield
            finally:
                if self._file:
                    fcntl.lockf(self._file, fcntl.LOCK_UN, _PLACE.size, first)


@contextmanager
def shared() -> Iterator[None]:
    """Have the processes that are started in this block share their buckets."""
    with tempfile.NamedTemporaryFile(prefix="omotenashi-paces-") as file:
        file.write(bytes(_SIZE) + os.urandom(_KEY))
        file.flush()
        os.environ[SHARED] = file.name
        try:
            yield
        finally:
            del os.environ[SHARED]


def asker_of(request: HttpRequest) -> str:
    """Give where a request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


@cache
def _buckets() -> _Buckets:
    return _Buckets(os.environ.get(SHARED, ""))
