// SPDX-License-Identifier: Apache-2.0
// The till's own store in the browser (IndexedDB): one table of sales, one of single things. What a promise here has
// answered is on the disk, so that a page that dies loses nothing (durability "strict").
import type { Row } from "./kept";

const NAME = "omotenashi-register";
const SALES = "sales";
const THINGS = "things";

let opened: Promise<IDBDatabase> | undefined;

export async function thing<T>(key: string): Promise<T | undefined> {
  return (await reading(THINGS, (store) => store.get(key))) as T | undefined;
}

export async function keep(key: string, value: unknown): Promise<void> {
  await writing(THINGS, (stores) => stores(THINGS).put(value, key));
}

export async function forget(key: string): Promise<void> {
  await writing(THINGS, (stores) => stores(THINGS).delete(key));
}

/** All sales that lie here, told or not, in the order of their numbers. */
export async function sales(): Promise<Row[]> {
  const rows = (await reading(SALES, (store) => store.getAll())) as Row[];
  return rows.sort((a, b) => (a.terminal < b.terminal ? -1 : a.terminal > b.terminal ? 1 : a.sequence - b.sequence));
}

/** The last number of a terminal that was used here; 0 before the first. */
export async function lastSequence(terminal: string): Promise<number> {
  return (await thing<number>(sequenceKey(terminal))) ?? 0;
}

export async function raiseSequence(terminal: string, sequence: number): Promise<void> {
  await writing(THINGS, (stores) => raise(stores(THINGS), terminal, sequence));
}

/** Keep a sale and use its number, in one transaction. A number that another page used meanwhile becomes the next one; a
 * sale that lies here already stays as it is. */
export async function putSale(row: Row): Promise<Row> {
  let kept = row;
  await writing([SALES, THINGS], (stores) => {
    const known = stores(SALES).get(row.id);
    const asked = stores(THINGS).get(sequenceKey(row.terminal));
    asked.onsuccess = () => {
      if (known.result) {
        kept = known.result as Row;
        return;
      }
      const last = (asked.result as number | undefined) ?? 0;
      const sequence = row.sequence > last ? row.sequence : last + 1;
      kept = { ...row, sequence, sale: { ...row.sale, sequence } };
      stores(SALES).add(kept);
      stores(THINGS).put(sequence, sequenceKey(row.terminal));
    };
  });
  return kept;
}

export async function changeSale(id: string, change: (row: Row) => Row): Promise<void> {
  await writing(SALES, (stores) => {
    const asked = stores(SALES).get(id);
    asked.onsuccess = () => asked.result && stores(SALES).put(change(asked.result as Row));
  });
}

/** Forget sales that the server has had for a while. One that was not told is never forgotten. */
export async function forgetTold(before: string): Promise<void> {
  await writing(SALES, (stores) => {
    const asked = stores(SALES).openCursor();
    asked.onsuccess = () => {
      const cursor = asked.result;
      if (!cursor) return;
      const { told_at: told } = cursor.value as Row;
      if (told !== null && told < before) cursor.delete();
      cursor.continue();
    };
  });
}

function raise(store: IDBObjectStore, terminal: string, sequence: number): void {
  const asked = store.get(sequenceKey(terminal));
  asked.onsuccess = () => {
    if (sequence > ((asked.result as number | undefined) ?? 0)) store.put(sequence, sequenceKey(terminal));
  };
}

function sequenceKey(terminal: string): string {
  return `sequence:${terminal}`;
}

async function reading(name: string, ask: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const asked = ask(database.transaction(name).objectStore(name));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("not read"));
  });
}

async function writing(names: string | string[], work: (stores: (name: string) => IDBObjectStore) => void): Promise<void> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const done = database.transaction(names, "readwrite", { durability: "strict" });
    done.oncomplete = () => resolve();
    done.onerror = done.onabort = () => reject(done.error ?? new Error("not written"));
    work((name) => done.objectStore(name));
  });
}

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(SALES, { keyPath: "id" });
      asked.result.createObjectStore(THINGS);
    };
    asked.onsuccess = () => {
      // A later version of this page in another tab must be able to change the tables.
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error ?? new Error("no database"));
  });
  // The browser may throw away what it thinks is a cache; this is not one.
  void navigator.storage?.persist?.();
  return opened;
}
