# SPDX-License-Identifier: Apache-2.0
"""Whose processes the server's are. PostgreSQL refuses to run as root, so root's server belongs to somebody less.

Nothing here changes the mode or the owner of a folder that is not ours.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

CANDIDATES = ("omotenashi", "postgres", "nobody")


class NoOwner(Exception):
    """This machine knows no unprivileged account."""


@dataclass(frozen=True, slots=True)
class Owner:
    """An account that server processes run under; `drops` where that is not the one we already are."""

    uid: int
    gid: int
    drops: bool


def choose(*, home: Path) -> Owner:
    """Return ourselves, or for root: the home's owner when that is an ordinary user, else a system account.

    Raises NoOwner where root finds nobody to step down to.
    """
    if os.geteuid() != 0:
        return Owner(uid=os.geteuid(), gid=os.getegid(), drops=False)
    found = home.stat()
    if found.st_uid != 0 and _has_account(found.st_uid):
        return Owner(uid=found.st_uid, gid=found.st_gid, drops=True)
    for name in CANDIDATES:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(uid=account.pw_uid, gid=account.pw_gid, drops=True)
    raise NoOwner(", ".join(CANDIDATES))


def of_cluster(*, data: Path) -> Owner:
    """Return the account a finished cluster was made under; root steps down to it again."""
    found = data.stat()
    return Owner(uid=found.st_uid, gid=found.st_gid, drops=os.geteuid() != found.st_uid)


def reaches(*, path: Path, owner: Owner) -> bool:
    """Say whether the account may walk down to a folder and enter it, judged by the modes on the way.

    Access lists and mount options are not looked at.
    """
    whole = path.resolve()
    return all(_may_enter(folder.stat(), owner) for folder in (whole, *whole.parents))


def give(*, path: Path, owner: Owner) -> None:
    """Hand a folder or file of ours to the account; only root can and needs to."""
    if owner.drops:
        os.chown(path, owner.uid, owner.gid)


def _may_enter(found: os.stat_result, owner: Owner) -> bool:
    if found.st_uid == owner.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == owner.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _has_account(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True
