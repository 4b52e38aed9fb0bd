// What was typed and has not reached the server yet. It lives in IndexedDB with strict durability, so it outlives a dead
// network, a closed tab, a killed browser and an expired session; it is wiped at sealing and at sign-out.
// One record a ballot: `sending` is a post under way with its operation key (repeated word for word until it is answered,
// so a lost answer never becomes a second save), `dirty` is what was typed since, `base` what the server held before.
export const NAME = "pingxuan-ballots";
const STORE = "outbox";
let opened;

function database() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

async function change(work) {
  const db = await database();
  return new Promise((done, failed) => {
    const tx = db.transaction(STORE, "readwrite", { durability: "strict" });
    const asked = work(tx.objectStore(STORE));
    tx.oncomplete = () => done(asked?.result);
    tx.onabort = tx.onerror = () => failed(tx.error);
  });
}

export const key = (owner, entry) => `${owner}/${entry}`;
export const put = (record) => change((store) => store.put(record));
export const remove = (record) => change((store) => store.delete(record.key));
export const wipe = () => change((store) => store.clear());

export async function everything() {
  const db = await database();
  return new Promise((done, failed) => {
    const asked = db.transaction(STORE).objectStore(STORE).getAll();
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

export const all = async (owner) => (await everything()).filter((record) => record.owner === owner);

export const hex = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const isEmpty = (part) => !Object.keys(part.marks).length && !Object.keys(part.notes).length;
export const blank = () => ({ marks: {}, notes: {} });

export function waiting(records) {
  let n = 0;
  for (const { sending, dirty } of records) n += new Set([sending, dirty].flatMap((part) => (part ? [...Object.keys(part.marks), ...Object.keys(part.notes)] : []))).size;
  return n;
}

// Send one record. Gives {done}, {offline}, {signedOut}, {conflict}, {refused} or {trouble}; never throws.
export async function send(record, token) {
  if (!record.sending) {
    if (isEmpty(record.dirty)) return { done: true };
    record.sending = { op: hex(), based_on: record.version, ...record.dirty };
    record.dirty = blank();
  }
  await put(record).catch(() => undefined);
  let response;
  try {
    response = await fetch(record.url, {
      method: "POST", redirect: "manual", keepalive: true, credentials: "same-origin", signal: AbortSignal.timeout?.(15000),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(record.sending),
    });
  } catch {
    return navigator.onLine ? { trouble: true } : { offline: true };
  }
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 400) return { signedOut: true };
  const told = await response.json().catch(() => null);
  if (response.ok && told) return accept(record, told);
  if (response.status === 409 && told?.stored) return clash(record, told);
  if (response.status >= 400 && response.status < 500 && response.status !== 429 && told) return { refused: told.error };
  return { trouble: true };
}

async function accept(record, told) {
  record.sending = null;
  record.version = told.version;
  record.base = { marks: told.marks, notes: told.notes };
  if (isEmpty(record.dirty)) await remove(record).catch(() => undefined);
  else await put(record).catch(() => undefined);
  return { done: true, told, more: !isEmpty(record.dirty) };
}

// Another device wrote. What it left alone is sent again on its version; what both changed is for the judge to choose.
async function clash(record, told) {
  const mine = { marks: { ...record.sending.marks, ...record.dirty.marks }, notes: { ...record.sending.notes, ...record.dirty.notes } };
  const apart = new Set();
  for (const [kind, none] of [["marks", null], ["notes", ""]]) {
    for (const [code, value] of Object.entries(mine[kind])) {
      const theirs = told.stored[kind][code] ?? none;
      if (theirs === value) delete mine[kind][code];
      else if (theirs !== (record.base[kind][code] ?? none)) apart.add(code);
    }
  }
  record.sending = null;
  record.dirty = mine;
  record.version = told.stored.version;
  if (!apart.size) {
    record.base = { marks: told.stored.marks, notes: told.stored.notes };
    if (isEmpty(mine)) await remove(record).catch(() => undefined);
    else await put(record).catch(() => undefined);
    return { done: true, told: told.stored, more: !isEmpty(mine) };
  }
  record.apart = [...apart];
  await put(record).catch(() => undefined);
  return { conflict: told.stored, apart };
}
