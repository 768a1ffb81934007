# SPDX-License-Identifier: Apache-2.0
"""Headers people use for each field, Japanese and English. Compared in the form `plain_header` gives."""

import re
from functools import cache

from omotenashi.base.text.forms import nfkc

_WORDS: dict[str, str] = {
    "contract": "契約番号 定期番号 定期契約番号 定期購入番号 定期注文番号 定期id 定期コード 契約id 契約コード 定期受注番号 サブスク番号 subscriptionid subscriptionno subscriptionnumber contractid contractno contractnumber subscription contract",
    "began_at": "開始日 契約日 契約開始日 定期開始日 定期申込日 申込日 申込日時 初回申込日 初回お届け日 契約日時 startdate startedat beganat subscribedat subscriptiondate begindate activatedat",
    "every": "お届けサイクル お届け間隔 お届け周期 配送サイクル 配送間隔 配送周期 サイクル 周期 間隔 頻度 定期サイクル 定期間隔 interval frequency cycledays everydays billinginterval deliveryinterval deliveryfrequency cadence",
    "cycle": "回数 お届け回数 定期回数 配送回数 出荷回数 継続回数 累計回数 累計お届け回数 何回目 cycle cycles deliveryno deliverycount deliverynumber deliveries ordercount renewals",
    "paused_at": "休止日 休止日時 一時停止日 停止日 休止開始日 pausedat pausedon pausedate suspendedat",
    "cancel_reason": "解約理由 キャンセル理由 停止理由 退会理由 解約事由 理由 cancelreason cancellationreason churnreason reason",
    "number": "注文番号 受注番号 受注no 受注id 注文no 注文id オーダー番号 伝票番号 伝票no 取引id 取引番号 レシート番号 売上伝票番号 売上番号 購入番号 invoiceno invoicenumber invoice orderid orderno ordernumber order basketid receiptno receiptnumber receiptid transactionid transactionno billno",
    "placed_at": "注文日時 受注日時 注文日 受注日 購入日時 購入日 取引日時 取引日 売上日時 売上日 販売日 販売日時 伝票日付 会計日時 会計日 精算日時 注文年月日 日時 日付 invoicedate orderdate orderedat ordertime ordercreatedat purchasedate purchasedat transactiontimestamp transactiondate transactiontime timestamp createdat salesdate saledate date datetime",
    "placed_time": "注文時間 注文時刻 取引時刻 購入時刻 売上時刻 会計時刻",
    "status": "ステータス 状態 受注ステータス 注文ステータス 対応状況 注文状況 処理状況 取引区分 公開ステータス 契約状態 契約状況 定期ステータス 契約ステータス orderstatus status financialstatus paymentstatus",
    "cancelled_at": "キャンセル日時 キャンセル日 取消日 取消日時 解約日 解約日時 定期解約日 終了日 退会日 cancelledat canceledat canceldate cancelledon",
    "paid_at": "入金日 入金日時 支払日 決済日時 paidat paymentdate",
    "shipped_at": "発送日 出荷日 発送日時 出荷日時 shippedat fulfilledat shipdate",
    "channel": "チャネル 販売チャネル 販路 受注経路 注文経路 購入経路 モール channel saleschannel source",
    "location": "店舗コード 店舗id 店舗番号 店コード 拠点コード 倉庫コード ロケーションコード storeid storecode shopid shopcode locationid locationcode location warehouse warehousecode store",
    "location_name": "店舗名 店舗 店名 販売店舗 購入店舗 拠点 倉庫 倉庫名 拠点名 ロケーション storename shopname locationname",
    "medium": "媒体コード 媒体 広告コード 広告媒体 流入元 流入媒体 medium mediumcode utmsource utmmedium campaigncode adcode",
    "currency": "通貨 通貨コード currency currencycode",
    "payment_method": "支払方法 決済方法 お支払い方法 お支払方法 支払い方法 paymentmethod payment tender",
    "subtotal": "小計 商品合計 商品合計金額 商品小計 商品代金 商品金額合計 subtotal itemtotal productstotal",
    "order_discount": "値引き 値引 値引額 割引 割引額 割引金額 値引合計 値引き額 discount discountamount discounttotal totaldiscount",
    "order_coupon": "クーポン利用額 クーポン値引 クーポン値引き クーポン割引 クーポン割引額 クーポン couponamount coupondiscount couponused",
    "coupon_code": "クーポンコード couponcode discountcode promocode coupon",
    "shipping": "送料 送料合計 配送料 shipping shippingfee shippingcost shippingtotal deliveryfee freight postage",
    "charge": "手数料 決済手数料 代引手数料 代引料 手数料合計 charge fee codfee paymentfee",
    "tax": "消費税 税金 税額 消費税額 消費税合計 内消費税 tax taxes taxamount taxtotal totaltax vat",
    "total": "合計 合計金額 総合計 総額 請求金額 支払合計 お支払い合計 お支払合計 支払金額 購入金額 注文金額 売上金額 取引金額 合計請求額 請求額 税込合計 total totalprice totalamount ordertotal grandtotal amountpaid totalpaid",
    "points_used": "利用ポイント 使用ポイント ポイント利用額 ポイント利用 ポイント値引 pointsused usedpoints usepoint pointdiscount",
    "refunded": "返金額 返金金額 refundedamount refundamount refunded",
    "line_id": "注文詳細id 明細番号 明細id 行番号 取引明細id 受注明細番号 lineid lineitemid linenumber lineno orderitemid orderlineid",
    "line_kind": "明細区分 明細種別 行区分 linetype itemtype linekind",
    "quantity": "数量 個数 購入数 購入数量 販売数 販売数量 注文数 注文数量 売上数量 点数 quantity qty units lineitemquantity itemquantity itemcount",
    "unit_price": "単価 販売単価 商品単価 税込単価 売単価 価格 unitprice lineitemprice itemprice unitcost priceperunit price",
    "line_amount": "金額 明細金額 商品金額 明細合計 行合計 販売金額 売上 売上高 税込金額 小計金額 明細小計 salesvalue linetotal lineamount amount itemamount sales revenue extendedprice",
    "line_discount": "明細値引 明細値引き 商品値引 商品値引き 明細割引 単品値引 retaildisc linediscount itemdiscount lineitemdiscount",
    "line_coupon": "明細クーポン coupondisc linecoupon",
    "product_code": "商品id 商品管理番号 品番 親商品コード 商品番号 グループコード 商品url productid productcode producthandle handle slug styleno stylecode parentsku itemid",
    "sku": "商品コード sku skuコード 品目コード 独自商品コード 商品cd 商品規格コード 品コード 型番 stockcode variantsku skucode skuid itemcode itemno articleno productsku variantcode lineitemsku",
    "description": "商品説明 商品説明詳細 商品説明一覧 説明 商品説明文 キャッチコピー bodyhtml body productdescription longdescription description",
    "product_name": "商品名 商品名称 品名 商品 アイテム名 品目名 商品タイトル description productname producttitle title itemname item product lineitemname name",
    "variant_name": "規格1 規格分類名1 規格分類1 規格 バリエーション バリエーション名 カラー 色 項目選択肢 optionvalue option1value optionvalues variant varianttitle variantname color colour",
    "variant_name2": "規格2 規格分類名2 規格分類2 サイズ option2value size",
    "variant_name3": "規格3 option3value",
    "barcode": "jan janコード バーコード ean eanコード upc gtin jan/ean barcode variantbarcode variantean",
    "category": "カテゴリ カテゴリー カテゴリ名 カテゴリー名 商品カテゴリ 商品カテゴリー 部門 部門名 分類 大分類 ジャンル 商品分類 category categoryname productcategory producttype department type",
    "brand": "ブランド ブランド名 メーカー メーカー名 仕入先 brand vendor manufacturer maker",
    "price": "販売価格 価格 売価 税込価格 税込販売価格 商品単価 販売単価 price sellingprice saleprice variantprice retailprice",
    "list_price": "通常価格 定価 希望小売価格 メーカー希望小売価格 上代 参考価格 listprice compareatprice variantcompareatprice regularprice msrp",
    "cost": "原価 仕入価格 仕入原価 仕入値 下代 cost costperitem purchaseprice unitcost cogs",
    "tax_rate": "税率 消費税率 適用税率 taxrate vatrate",
    "stock": "在庫数 在庫 在庫数量 現在庫 現在庫数 実在庫 手持在庫 実棚数 棚卸数 stock stockonhand stockquantity inventory inventoryqty variantinventoryqty inventoryquantity inventorycount onhand available qtyonhand quantityonhand quantity 数量 個数",
    "safety_stock": "安全在庫 安全在庫数 発注点 safetystock reorderpoint minstock",
    "counted_at": "棚卸日 棚卸日時 在庫日 基準日 countedat countdate stockdate",
    "image": "商品画像 画像 画像url 商品画像url imagesrc image imageurl image1src images productimage1 productthumbnail assets",
    "deleted": "商品削除フラグ 削除フラグ 削除 deleted isdeleted",
    "customer_id": "id 顧客id 顧客番号 顧客コード 会員id 会員内部id 得意先コード お客様id お客様番号 customerid customercode customerno customernumber customer userid clientid householdid buyerid accountid",
    "member_no": "会員番号 会員コード 会員no 会員カード番号 会員証番号 カード番号 ポイントカード番号 memberno memberid membernumber membercode loyaltyid cardno",
    "name": "名前 氏名 お名前 顧客名 会員名 お客様名 購入者名 注文者名 注文者氏名 購入者氏名 ご注文者 注文者 得意先名 customername fullname name billingname buyername contactname clientname",
    "family_name": "姓 名字 苗字 氏 お名前姓 氏名姓 名前姓 注文者姓 注文者名字 会員姓 lastname familyname surname name01",
    "given_name": "名 お名前名 氏名名 名前名 注文者名 会員名名 firstname givenname forename name02",
    "kana": "フリガナ ふりがな カナ 氏名カナ 名前カナ 氏名フリガナ お名前カナ 顧客名カナ 会員名カナ ヨミガナ よみ 注文者名カナ kana namekana furigana",
    "family_kana": "セイ 姓カナ 姓フリガナ せい お名前セイ 氏名セイ フリガナ姓 フリガナセイ 注文者姓カナ カナ姓 カナセイ lastnamekana familykana kana01",
    "given_kana": "メイ 名カナ 名フリガナ めい お名前メイ 氏名メイ フリガナ名 フリガナメイ 注文者名カナ名 カナ名 カナメイ firstnamekana givenkana kana02",
    "company": "会社名 法人名 会社 企業名 勤務先 company companyname organisation organization defaultaddresscompany billingcompany",
    "mail": "メールアドレス メール eメール eメールアドレス 電子メール 注文者メールアドレス 購入者メールアドレス pcメール email emailaddress mail mailaddress useremail customeremail",
    "phone": "電話番号 電話 tel 携帯電話 携帯電話番号 携帯番号 携帯 連絡先 連絡先電話番号 注文者電話番号 購入者電話番号 phone phonenumber telephone mobile mobilephone cellphone tel1 billingphone",
    "postal_code": "郵便番号 〒 注文者郵便番号 購入者郵便番号 postalcode postcode zip zipcode billingzip",
    "prefecture": "都道府県 都道府県名 注文者都道府県 県 prefecture province state region pref billingprovincename",
    "city": "市区町村 市町村 市区郡 郡市区 注文者市区町村 city town billingcity",
    "address1": "住所 住所1 番地 町名番地 ご住所 所在地 それ以降の住所 注文者住所 以降の住所 address address1 addressline1 street streetaddress billingaddress1 addr01",
    "address2": "住所2 建物名 建物 ビル名 マンション名 建物名部屋番号 address2 addressline2 building apartment billingaddress2 addr02",
    "country": "国 国名 国コード country countrycode countryname billingcountry",
    "birthday": "生年月日 誕生日 お誕生日 バースデー birthday birthdate dateofbirth dob birth",
    "sex": "性別 sex gender",
    "line_user": "lineid lineユーザーid lineuserid",
    "zone": "タイムゾーン timezone localtimezone usertimezone",
    "rank": "会員ランク ランク 顧客ランク 会員ステージ ステージ 会員種別 rank tier loyaltytier memberrank membershiplevel",
    "points": "ポイント 保有ポイント ポイント残高 残ポイント 現在ポイント points pointbalance point pointsbalance",
    "registered_at": "登録日 登録日時 会員登録日 入会日 会員登録日時 入会日時 新規登録日 registeredat createdat signupdate joineddate registrationdate createdate",
    "accepts_mail": "メルマガ メールマガジン メルマガ購読 メルマガ許可 メール配信 メール配信可否 dmメール可 メルマガフラグ acceptsmarketing acceptsemailmarketing newsletter emailoptin mailmaga emailconsent",
    "accepts_sms": "sms許可 sms配信 sms配信可否 acceptssmsmarketing smsoptin smsconsent",
    "accepts_post": "dm可否 dm配信 dm許可 郵送dm dm発送可否 dm送付 postalconsent directmail",
    "tags": "タグ タグ名 キーワード tags tag labels facets",
    "note": "備考 メモ ショップ用メモ欄 メモ欄 コメント 特記事項 note notes memo comment remarks",
    "category_id": "カテゴリid カテゴリーid categoryid",
    "parent_id": "親カテゴリid 親カテゴリーid parentcategoryid parentid",
}  # fmt: skip

# Words with two readings where the order of the table above is not the right one.
_PREFERRED = {"name": ("name", "product_name"), "価格": ("unit_price", "price"), "状態": ("status",)}

_NOISE = re.compile(r"[\s_\-./・()\[\]【】「」『』:：#*＊'\"?？]+")


def plain_header(header: str) -> str:
    """A header for comparing: NFKC, no case, no spaces, no marks; 「お名前（姓）」 → お名前姓."""
    return _NOISE.sub("", nfkc(header).casefold())


@cache
def by_word() -> dict[str, tuple[str, ...]]:
    """Each known header → the fields it can stand for, the best first."""
    found: dict[str, list[str]] = {}
    for field, words in _WORDS.items():
        for word in words.split():
            found.setdefault(plain_header(word), []).append(field)
    return {word: _PREFERRED.get(word, tuple(fields)) for word, fields in found.items()}


def parts(header: str) -> frozenset[str]:
    """Every run of whole words of a Latin header, joined: Billing Zip → billing, zip, billingzip."""
    words = [w.casefold() for w in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", nfkc(header))]
    runs = ["".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    return frozenset(runs)


@cache
def words_of(field: str) -> tuple[str, ...]:
    """The known headers of a field in plain form."""
    return tuple(plain_header(word) for word in _WORDS.get(field, "").split())
