# SPDX-License-Identifier: Apache-2.0
"""The statements of `rules.orders`, on DuckDB in memory. Money is decimal until it is minor units.

Statements are built for the columns a file has: a column it lacks is a constant null and costs nothing.
"""

from collections.abc import Set as AbstractSet

import pyarrow as pa

_MONEY = pa.decimal128(24, 6)
_TEXTS = (
    "number status channel location location_name medium currency payment_method coupon_code line_id line_kind product_code sku product_name"
    " variant_name variant_name2 barcode category brand customer_id member_no name family_name given_name kana family_kana given_kana company"
    " mail phone postal_code prefecture city address1 address2 country sex tags note"
).split()  # fmt: skip
_MONIES = "subtotal order_discount order_coupon shipping charge tax total points_used refunded unit_price line_amount line_discount line_coupon cost".split()
_MOMENTS = "placed_at cancelled_at paid_at shipped_at".split()

COLUMNS: dict[str, pa.DataType] = dict(
    (
        *((name, pa.string()) for name in _TEXTS),
        *((name, _MONEY) for name in _MONIES),
        *((name, pa.timestamp("us", tz="UTC")) for name in _MOMENTS),
        ("quantity", pa.int64()),
        ("tax_rate", _MONEY),
        ("birthday", pa.date32()),
        ("accepts_mail", pa.bool_()),
    )
)

_SQL_TYPES = {
    pa.string(): "varchar",
    _MONEY: "decimal(24,6)",
    pa.int64(): "bigint",
    pa.date32(): "date",
    pa.bool_(): "boolean",
}
_HEADER = (
    "channel location location_name medium country currency coupon_code note payment_method customer_id member_no mail phone name family_name"
    " given_name kana family_kana given_kana company postal_code prefecture city address1 address2 sex birthday accepts_mail cancelled_at"
    " placed_at shipped_at total subtotal order_discount order_coupon shipping charge tax points_used refunded state"
).split()  # fmt: skip
# An order that went in several parcels was sent when the last of them was.
_LAST = {"shipped_at"}
_SINGLE = (
    "customer_id member_no mail currency state channel location total subtotal shipping charge points_used".split()
)
_CONTENT = "line_id line_kind sku product_name variant_name quantity unit_price line_amount placed_at customer_id member_no mail status".split()


def typed_view(present: AbstractSet[str]) -> str:
    """All known columns by name; what the file lacks is null. `o` is the number of the order as an integer."""
    columns = ", ".join(
        name if name in present else f"null::{_sql_type(name)} as {name}" for name in COLUMNS if name != "number"
    )
    return f'create temp view typed as select o, "#row" as row, state, kind, {columns} from given'


def headers(present: AbstractSet[str]) -> str:
    """One row per order: the one value of each column, and whether its rows contradict each other there."""
    found = present | {"state"}
    values = ", ".join(
        f"{'max' if name in _LAST else 'min'}({name}) as {name}"
        if name in found
        else f"null::{_sql_type(name)} as {name}"
        for name in _HEADER
    )
    clashes = " ".join(
        f"when min({name}) <> max({name}) then '{name}'" for name in _SINGLE if name in found
    )  # fmt: skip
    shown = " ".join(
        f"when min({name}) <> max({name}) then min({name})::varchar || ' / ' || max({name})::varchar" for name in _SINGLE if name in found
    )  # fmt: skip
    return f"""
create temp table headers as
select o, min(row) as row, {values},
  case when max(placed_at) - min(placed_at) > interval 1 day then 'placed_at' {clashes} end as clash,
  case when max(placed_at) - min(placed_at) > interval 1 day then min(placed_at)::varchar || ' / ' || max(placed_at)::varchar {shown} end
    as clash_value
from typed group by o"""


def identical(present: AbstractSet[str]) -> str:
    """How many rows repeat another row exactly, and where the first of them stand."""
    content = ", ".join(name for name in _CONTENT if name in present) or "1"
    return f"""
select coalesce(sum(n - 1), 0)::bigint, (list(first_row order by first_row) filter (n > 1))[:5]
from (select count(*) n, min(row) first_row from typed group by o, {content})"""


def _sql_type(name: str) -> str:
    type_ = COLUMNS.get(name, pa.string())
    return _SQL_TYPES.get(type_, "timestamptz")


# One row per row of the file. `amount` is exact to the minor unit.
LINES = """
create temp macro minor(x) as cast(round(x * power(10, getvariable('scale'))::decimal(12,0), 0) as bigint);
create temp table lines as
with priced as (
  select *,
    coalesce(quantity, case when unit_price is not null or line_amount is not null or sku is not null
                            or product_name is not null then 1 end) as pieces,
    case when getvariable('included') or coalesce(tax_rate, 0) = 0 then unit_price
         else round(unit_price * (100 + tax_rate) / 100, getvariable('scale')) end as price
  from typed)
select o, row, line_id, sku, product_code, barcode, product_name, variant_name, variant_name2, category, brand, pieces, tax_rate,
  coalesce(kind, 'goods') as line,
  minor(coalesce(line_amount, price * pieces - coalesce(abs(line_discount), 0))) as amount,
  cast(coalesce(price, case when pieces <> 0 then line_amount / pieces end) as decimal(24, 6)) as unit,
  coalesce(abs(minor(line_discount)), 0) as discount, coalesce(abs(minor(line_coupon)), 0) as coupon, minor(cost) as cost
from priced
"""
CONFLICTS = """
create temp table conflicts as
select o, any_value(code order by code) as code, any_value(column_name order by code) as column_name, any_value(value order by code) as value
from (
  select o, case when clash = 'placed_at' then 'date_conflict' else 'conflict' end as code, clash as column_name, clash_value as value
    from headers where clash is not null
  union all select o, 'date_missing', 'placed_at', null from headers where placed_at is null
  union all select o, 'amount_missing', 'line_amount', null
    from (select o from lines group by o having count(amount) = 0) join headers using (o) where total is null and subtotal is null
  union all select o, 'line_conflict', 'line_id', line_id from (
    select o, line_id from lines where line_id is not null group by o, line_id
    having count(distinct hash(sku, product_name, pieces, amount)) > 1)
) group by o;
delete from headers where o in (select o from conflicts);
"""

ASSEMBLE = """
create temp table once as
  select * exclude (place) from (
    select *, case when line_id is null then 1 else row_number() over (partition by o, line_id order by row) end as place
    from lines where o not in (select o from conflicts)) where place = 1;
create temp table totals as
select o,
  coalesce(sum(amount) filter (line in ('goods', 'gift') and not coalesce(pieces < 0, false)), 0)::bigint as goods,
  coalesce(-sum(amount) filter (line in ('goods', 'gift') and pieces < 0), 0)::bigint as taken_back,
  coalesce(-sum(amount) filter (line = 'discount'), 0)::bigint as line_discounts,
  (sum(amount) filter (line = 'shipping'))::bigint as line_shipping,
  coalesce(-sum(amount) filter (line = 'points'), 0)::bigint as line_points,
  coalesce(sum(discount), 0)::bigint as own_discounts,
  count(*) filter (line in ('goods', 'gift') and pieces is not null and not pieces < 0) as sold,
  count(*) filter (line in ('goods', 'gift') and pieces < 0) as returned
from once group by o;
create temp table facts as
select h.* exclude (total, subtotal, order_discount, order_coupon, shipping, tax, points_used, refunded, charge), t.* exclude (o),
  minor(total) as total, minor(subtotal) as subtotal, coalesce(abs(minor(order_discount)), 0) as order_discount,
  coalesce(abs(minor(order_coupon)), 0) as order_coupon,
  coalesce(minor(shipping), line_shipping, 0) as shipping, minor(tax) as tax, coalesce(abs(minor(points_used)), line_points, 0) as points_used,
  coalesce(abs(minor(refunded)), 0) as refunded, coalesce(minor(charge), 0) as charge,
  coalesce(h.channel, nullif(getvariable('channel'), '')) as channel_code,
  coalesce(h.location, h.location_name, nullif(getvariable('location'), '')) as location_code,
  sold = 0 and returned > 0 as is_return
from headers h join totals t using (o);
"""

# gross: the goods with tax, after discounts, without shipping, before points and returns.
ORDERS = """
select * exclude (state, clash, clash_value, goods, taken_back, line_discounts, line_shipping, line_points, returned, is_return, cancelled_at, shipped_at,
    order_discount, order_coupon, channel, location, channel_code, location_code),
  channel_code as channel, location_code as location, goods,
  case when total is not null and refunded = 0 and taken_back = 0 and line_points = 0 then total - shipping - charge
       when sold = 0 then coalesce(subtotal, total - shipping - charge, 0)
       else goods - line_discounts - order_discount - order_coupon end as gross,
  order_discount + line_discounts as discount, order_coupon as coupon,
  case when state = 'cancelled' then coalesce(cancelled_at, placed_at) else cancelled_at end as cancelled_at,
  case when shipped_at is not null and state is distinct from 'cancelled' then greatest(shipped_at, placed_at) end as completed_at,
  coalesce(state = 'returned', false) as all_returned
from facts where not is_return order by o
"""
SOLD = """
select x.* from once x join (select o from facts where not is_return) using (o)
where line in ('goods', 'gift') and pieces is not null and not pieces < 0 order by o, row
"""
RETURNS = """
select o, row, sold > 0 as has_order, placed_at, channel_code as channel, location_code as location, location_name, country, customer_id, member_no, mail, phone, name,
  taken_back as amount, 'lines' as cause
from facts where returned > 0
union all by name
select o, row, true as has_order, placed_at, channel_code as channel, location_code as location, location_name, country, customer_id, member_no, mail, phone, name,
  refunded as amount, 'refund' as cause
from facts where refunded > 0 and returned = 0 and not is_return
order by o
"""
BACK = "select * replace (-pieces as pieces, -amount as amount) from once where line in ('goods', 'gift') and pieces < 0 order by o, row"
