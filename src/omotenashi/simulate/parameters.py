# SPDX-License-Identifier: Apache-2.0
"""The true parameters of the demo world. They are written beside the truth, never into the database.

The purchase process is BG/NBD (Fader, Hardie and Lee 2005): rates are gamma-distributed over people, and after each
purchase a person is lost with a probability that is beta-distributed over people. Time is counted in days of mean
trade: a busy Saturday is longer than a Tuesday (`docs/algorithms/simulation.md`).
"""

from dataclasses import dataclass

CHANNELS = ("EC", "STORE", "LINE", "PHONE")
EC, STORE, LINE, PHONE = range(4)
SHOPS = ("SHIBUYA", "KICHIJOJI", "YOKOHAMA")
WEAK_SHOP = 1
# Who never showed a card: a passer-by.
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of customer: share of all, Dirichlet weights of the channels, and how they buy."""

    name: str
    share: float
    channels: tuple[float, float, float, float]
    rate_scale: float
    dropout: tuple[float, float]
    spend: float


@dataclass(frozen=True, slots=True)
class Medium:
    """A way to the first purchase: its share in a channel, and the loss it adds after the first purchase."""

    code: str
    share: float
    loss: float


SEGMENTS: tuple[Segment, ...] = (
    Segment("web", 0.30, (30, 0.7, 1.2, 0.2), 1.0, (1.10, 0.88), 1.0),
    Segment("shop", 0.26, (0.7, 30, 0.8, 0.1), 0.95, (1.10, 0.92), 1.05),
    Segment("omni", 0.36, (7, 8, 1.2, 0.1), 1.25, (0.90, 1.45), 1.2),
    Segment("chat", 0.05, (4, 2, 14, 0.1), 1.15, (1.1, 0.95), 0.8),
    Segment("call", 0.03, (1.5, 1, 0.1, 14), 0.9, (1.0, 1.1), 1.35),
)

FIRST_MEDIA: tuple[tuple[Medium, ...], ...] = (
    (Medium("SEO", 0.30, 0.0), Medium("GADS", 0.24, 0.03), Medium("IGAD", 0.24, 0.12), Medium("AFFI", 0.10, 0.15),
     Medium("REF", 0.12, -0.10)),
    (Medium("WALKIN", 0.66, 0.0), Medium("EVENT", 0.12, 0.10), Medium("FLYER", 0.12, 0.03), Medium("REF", 0.10, -0.10)),
    (Medium("LINEAD", 0.65, 0.06), Medium("LINEFRIEND", 0.35, -0.04)),
    (Medium("CATALOG", 0.70, -0.05), Medium("NEWSPAPER", 0.30, 0.05)),
)  # fmt: skip
LATER_MEDIA: tuple[tuple[tuple[str, float], ...], ...] = (
    (("MAIL", 0.34), ("DIRECT", 0.30), ("SEO", 0.20), ("LINEMSG", 0.16)),
    (("WALKIN", 0.80), ("DM", 0.12), ("EVENT", 0.08)),
    (("LINEMSG", 1.0),),
    (("CATALOG", 0.75), ("DM", 0.25)),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameters:
    """The global parameters. Shares are between 0 and 1; times are days of mean trade unless they say otherwise."""

    months: int = 24
    rate_shape: float = 1.8
    rate_scale_days: float = 118.0
    spend_shape: float = 4.0
    launch_extra: float = 1.5
    launch_days: float = 50.0
    yearly_growth: float = 0.10
    decline_days: int = 210
    decline_loss: float = 0.24
    weak_shop_loss: float = 0.12
    weak_shop_drift: float = 0.55
    home_shop_loyalty: float = 0.88
    anonymous_share: float = 0.35
    forgotten_card: float = 0.08
    cancelled: float = 0.02
    linked: float = 0.85
    late_link: float = 0.12
    line_friend: float = 0.30
    family: float = 0.04
    family_phone: float = 0.35
    moved: float = 0.08
    married: float = 0.03
    point_yen: int = 100
    coupon_yen: int = 500
    coupon_floor: int = 5000
    free_shipping_from: int = 8000
    shipping_yen: int = 550


STANDARD = Parameters()
