// SPDX-License-Identifier: Apache-2.0
// Products as the page describes them: data-omotenashi-* attributes first, else schema.org in JSON-LD.
export type Props = Record<string, unknown>;

const WORDS = ["name", "category", "brand", "variant", "currency"];
const NUMBERS = ["price", "quantity", "position"];

/** data-omotenashi-<name> of an element, or of the card around it. */
export function said(element: Element, name: string): string | undefined {
  const attribute = `data-omotenashi-${name}`;
  return (element.closest(`[${attribute}]`) ?? element.querySelector(`[${attribute}]`))?.getAttribute(attribute) ?? undefined;
}

export function described(element: Element, sku: string): Props {
  const props: Props = { product_id: sku, sku };
  for (const name of WORDS) set(props, name, said(element, name));
  for (const name of NUMBERS) set(props, name, number(said(element, name)));
  return props;
}

/** The product of a page that is about one product; undefined for lists and all other pages. */
export function structured(): Props | undefined {
  const found = [...document.querySelectorAll('script[type="application/ld+json"]')].flatMap((script) => {
    try {
      return flat(JSON.parse(script.textContent ?? ""));
    } catch {
      return [];
    }
  });
  const products = found.filter((one) => [one["@type"]].flat().some((type) => type === "Product" || type === "ProductGroup"));
  const only = products[0];
  if (!only || products.length > 1) return undefined;
  const offer = (Array.isArray(only.offers) ? only.offers[0] : only.offers) as Props | undefined;
  const sku = only.sku ?? only.productID ?? only.mpn ?? only.gtin13 ?? only.productGroupID ?? only.name;
  const props: Props = { product_id: sku, sku };
  const brand = only.brand as Props | string | undefined;
  set(props, "name", only.name);
  set(props, "category", only.category);
  set(props, "brand", typeof brand === "object" ? brand.name : brand);
  set(props, "price", number(offer?.price ?? offer?.lowPrice));
  set(props, "currency", offer?.priceCurrency);
  set(props, "image_url", [only.image].flat()[0]);
  return props;
}

function flat(given: unknown): Props[] {
  if (Array.isArray(given)) return given.flatMap(flat);
  if (!given || typeof given !== "object") return [];
  const one = given as Props;
  return [one, ...flat(one["@graph"]), ...flat(one.mainEntity)];
}

export function number(text: unknown): number | undefined {
  const found = String(text ?? "").replace(/[^\d.]/g, "");
  return found ? Number(found) : undefined;
}

function set(props: Props, name: string, value: unknown): void {
  if (value !== undefined && value !== "") props[name] = value;
}
