# SPDX-License-Identifier: Apache-2.0
"""`recommend-eval`: which method would have known what people took next. Every method on the same cut, side by side."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from omotenashi.insight.forecasts.asked.logs import Log, read_log
from omotenashi.insight.forecasts.asked.reading import Told, Values, number, taken, told, words
from omotenashi.insight.forecasts.files import BadFile
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.words import N_
from omotenashi.insight.recommend import heads, judging
from omotenashi.insight.recommend.interactions import Ints, Split, cut_by_time, cut_last, named
from omotenashi.insight.recommend.kernels import KERNELS, Settings

IDEALS = {"all": "ndcg", "truncated": "ndcg_truncated"}
HOLDOUTS = ("time", "last", "random")
DAY = 86_400


def evaluation(path: Path, test: Path | None, columns: str, values: Values, today: date) -> Told:
    """user and item (perhaps rating or quantity, date) of what is learned from; another file, or a part of this, is asked.

    Everything a person does not have in the training part is ranked; with `repeats=1` also what the person has.
    """
    read = taken(
        values, methods=",".join(KERNELS), k="10", holdout="", share="20", min_rating="", min_user="1", min_item="1",
        repeats="0", similarity="jaccard", neighbours="161", shrink="0", l2="458", svd_factors="13", als_factors="32",
        alpha="4", reg="40", rounds="10", seed="1", most_items="8000",
    )  # fmt: skip
    repeats = read["repeats"] in ("1", "yes", "true")
    k, settings = _whole("k", read["k"], 1), _settings(read)
    log = _liked(read_log(path, columns=columns), read)
    split = _of_two(log, _liked(_other(test, columns), read)) if test else _of_one(log, read, repeats=repeats)
    users = np.flatnonzero(np.diff(split.test.indptr))
    if not len(users):
        raise BadFile(
            N_("Nothing is kept back of anybody: too few rows, or the test file names other persons and products.")
        )
    rows = _compared(split, users, read, k=k, settings=settings, repeats=repeats)
    return told("recommend-eval", read, _population(log, split, users, k), rows, today)


def _compared(split: Split, users: Ints, read: Values, *, k: int, settings: Settings, repeats: bool) -> list[Told]:
    """Each method with its marks, the best nDCG first."""
    held = split.train.matrix
    head = heads.head_of(held, most=_whole("most_items", read["most_items"], 1))
    rows = []
    for name in words(read["methods"]):
        if name not in KERNELS:
            raise BadParameter("methods", name, ", ".join(KERNELS))
        kernel = partial(KERNELS[name], s=settings)
        fit = kernel(held) if name == "popular" else heads.fitted(held, head, kernel)
        marks = judging.judged(fit, train=held, test=split.test, users=users, k=k, repeats=repeats)
        rows.append({"method": name, **marks.as_dict()})
    return sorted(rows, key=lambda row: -float(str(row["ndcg"])))


def _population(log: Log, split: Split, users: Ints, k: int) -> Told:
    known = np.diff(split.train.matrix.indptr) > 0
    return {
        "rows": log.rows,
        "users": int(known.sum()),
        "items": len(split.train.items),
        "interactions": split.train.count,
        "density_pct": 100 * split.train.count / max(int(known.sum()) * len(split.train.items), 1),
        "evaluated_users": len(users),
        "test_interactions": int(split.test.nnz),
        "users_without_history": int((~known[users]).sum()),
        "holdout": split.how,
        "k": k,
        "ndcg": "ideal over all test items; ndcg_truncated: over the first k of them",
    }


def _liked(log: Log, read: Values) -> Log:
    """Rows with the rating asked for."""
    if not read["min_rating"] or log.rating is None:
        return log
    return _some(log, log.rating >= number("min_rating", read["min_rating"]))


def _some(log: Log, kept: np.ndarray[Any, Any]) -> Log:
    part = {name: None if (held := getattr(log, name)) is None else held[kept] for name in ("rating", "when", "kept")}
    return Log(users=log.users[kept], items=log.items[kept], rows=log.rows, **part)


def _other(test: Path, columns: str) -> Log:
    """The test file: its columns may be called as those of the first, or stand in the usual order."""
    try:
        return read_log(test, columns=columns)
    except BadParameter:
        return read_log(test)


def _of_two(log: Log, test: Log) -> Split:
    return named(train=(log.users, log.items), test=(test.users, test.items))


def _of_one(log: Log, read: Values, *, repeats: bool) -> Split:
    """Keep a part back: by moment when there are moments, else by lot."""
    log = _often(log, read)
    if len(log.users) < 2:
        raise BadFile(N_("Fewer than two rows name a person and a product."))
    how = read["holdout"] or _usual(log)
    late = _late(log, how, read)
    if late.all():
        raise BadFile(N_("Everything would be kept back, and nothing is left to learn from."))
    # Of people nothing is known of, nothing can be foretold: they are not asked about.
    known = np.isin(log.users, log.users[~late])
    early, kept = _some(log, ~late), _some(log, late & known)
    split = _of_two(early, kept)
    test = split.test
    if not repeats:
        test = (test - test.multiply(split.train.matrix)).tocsr()
        test.eliminate_zeros()
    return Split(train=split.train, test=test, how=how)


def _usual(log: Log) -> str:
    """As the file says, else by moment when there are moments, else by lot."""
    if log.kept is not None and log.kept.any():
        return "part"
    return "random" if log.when is None else "time"


def _late(log: Log, how: str, read: Values) -> np.ndarray[Any, np.dtype[np.bool_]]:
    share = number("share", read["share"]) / 100
    if not 0 < share < 1:
        raise BadParameter("share", read["share"], N_("a number between 0 and 100"))
    if how == "part" and log.kept is not None:
        return log.kept
    if how.isdigit() and log.when is not None:
        return np.asarray(log.when > log.when.max() - int(how) * DAY)
    if how == "time" and log.when is not None:
        return cut_by_time(when=log.when, share=share)
    if how == "last":
        order = np.arange(len(log.users), dtype=float)
        if log.when is not None:
            # Of one moment the product decides, and not the line it stands in.
            order[np.lexsort((log.items, log.when))] = np.arange(len(log.users), dtype=float)
        return cut_last(users=np.unique(log.users, return_inverse=True)[1], order=order)
    if how == "random":
        drawn = np.empty(len(log.users))
        # In the order of the names: whatever the order of the lines, the same rows are drawn.
        drawn[np.lexsort((log.items, log.users))] = np.random.default_rng(_whole("seed", read["seed"])).random(
            len(drawn)
        )
        return drawn < share
    raise BadParameter("holdout", how, f"{', '.join(HOLDOUTS)}, or days (time and days need a column with a date)")


def _often(log: Log, read: Values) -> Log:
    """People and products with so many rows, once each."""
    for name, least in (("users", read["min_user"]), ("items", read["min_item"])):
        if (wanted := _whole(name, least)) > 1:
            _, of, count = np.unique(getattr(log, name), return_inverse=True, return_counts=True)
            log = _some(log, count[of] >= wanted)
    return log


def _settings(read: Values) -> Settings:
    if read["similarity"] not in ("jaccard", "cosine"):
        raise BadParameter("similarity", read["similarity"], "jaccard, cosine")
    return Settings(
        similarity=read["similarity"],
        neighbours=_whole("neighbours", read["neighbours"], 1),
        shrink=number("shrink", read["shrink"]),
        l2=number("l2", read["l2"]),
        svd_factors=_whole("svd_factors", read["svd_factors"], 1),
        als_factors=_whole("als_factors", read["als_factors"], 1),
        alpha=number("alpha", read["alpha"]),
        reg=number("reg", read["reg"]),
        rounds=_whole("rounds", read["rounds"], 1),
        seed=_whole("seed", read["seed"]),
    )


def _whole(name: str, text: str, least: int = 0) -> int:
    if not text.isdecimal() or int(text) < least:
        raise BadParameter(name, text, N_("a whole number from 1") if least else N_("a whole number"))
    return int(text)
