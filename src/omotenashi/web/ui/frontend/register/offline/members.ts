// SPDX-License-Identifier: Apache-2.0
// Members by what is scanned. The till keeps keyed hashes of codes, points and rank, and no name: it shows the last digits
// of what it has just read itself.
import type { Member } from "../ports";
import type { KeptMember, Snapshot } from "./kept";

const BYTES = 16;

export class Members {
  private readonly byCode = new Map<string, KeptMember>();
  private readonly byId = new Map<string, KeptMember>();
  private readonly said: Snapshot;
  private key: Promise<CryptoKey> | undefined;

  constructor(said: Snapshot) {
    this.said = said;
    for (const member of said.members) {
      this.byId.set(member.id, member);
      for (const one of member.codes) this.byCode.set(one, member);
    }
  }

  get size(): number {
    return this.byId.size;
  }

  known(id: string): KeptMember | null {
    return this.byId.get(id) ?? null;
  }

  async find(code: string): Promise<Member | null> {
    const asked = stem(code);
    const found = asked ? this.byCode.get(await this.hash(asked)) : undefined;
    if (!found) return null;
    const name = (this.said.words["member"] ?? "#").replace("#", asked.slice(-4));
    return {
      id: found.id, code: asked, name, kana: "", rank: found.rank, points: found.points, expiring: null, ltv: null,
      purchases: [], wishes: [], notes: [], consents: [], word: null, minimal: true,
    };
  }

  private async hash(code: string): Promise<string> {
    const bytes = Uint8Array.from(this.said.code_key.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    this.key ??= crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const made = await crypto.subtle.sign("HMAC", await this.key, new TextEncoder().encode(code));
    const text = btoa(String.fromCharCode(...new Uint8Array(made, 0, BYTES)));
    return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  }
}

/** What of a scanned code stays: the number, or a changing card's part before its step (people/customers/rules/cards.py). */
function stem(code: string): string {
  const plain = code.normalize("NFKC").trim();
  const card = /^M[0-9A-HJKMNP-TV-Z]{1,13}(?=-[0-9A-Z]{6}-[0-9A-Z]{10}$)/i.exec(plain);
  return card ? card[0].toUpperCase() : plain;
}
