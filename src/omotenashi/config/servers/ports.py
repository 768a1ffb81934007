# SPDX-License-Identifier: Apache-2.0
"""A port of our own. granian shares its port (SO_REUSEPORT), so two shops could end up behind one address.

A claim is a UDP socket on the same number, bound alone: the kernel gives it to one process and takes it back when
that process ends, however it ends.
"""

import errno
import socket
from dataclasses import dataclass

TRIES = 200


class NoPort(Exception):
    """None of the numbers tried is free."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A port that is ours as long as `holder` is open."""

    port: int
    holder: socket.socket


def claim(*, host: str, port: int) -> Claim:
    """Claim the port, or the next free one after it; raises NoPort after 200 tries."""
    for number in range(port, min(port + TRIES, 65536)):
        holder = _claimed(host, number)
        if holder is not None:
            return Claim(port=number, holder=holder)
    raise NoPort(str(port))


def _claimed(host: str, number: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    holder = socket.socket(family, socket.SOCK_DGRAM)
    try:
        holder.bind((host, number))
        # Somebody who does not know our claims may listen there.
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, number))
    except OSError as error:
        holder.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise
    return holder
