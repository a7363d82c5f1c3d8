// What this browser can keep, and what an earlier release kept elsewhere.

import { openDatabase, transact } from "./schema.js";

// Below this many bytes of quota a browser keeps things in memory only: a private window. Chrome
// hides it on purpose since 2025; nothing can be told there.
const PRIVATE_BELOW = 400_000_000;
// Room for a dozen photos. Where it is not there, the device is as good as full.
const ROOM = 4_000_000;
const EVERY_DAY = 24 * 60 * 60 * 1000;
const LEGACY = "tiendo.draft/";

// Why nothing (or not for long) can be kept here: an empty list where all is well.
//   no_crypto      no WebCrypto: an old browser, or plain HTTP
//   no_database    no IndexedDB, or forbidden: cookies are blocked, or an old private window
//   private        probably a private window: what is kept ends with it
//   nearly_full    little room is left
export async function obstacles() {
  if (!globalThis.crypto?.subtle) return ["no_crypto"];
  const found = [];
  try {
    if (!(await hasRoom())) found.push("nearly_full");
  } catch (error) {
    // Another tab's migration is no reason to turn anybody away.
    if (error.code !== "closed") return ["no_database"];
  }
  const { quota } = await estimate();
  if (quota > 0 && quota < PRIVATE_BELOW) found.push("private");
  return found;
}

// Whether something of that size can be written, by doing it: browsers round what they say about
// room (Chrome names 4 GB on a full disk). Once a day, and again as long as it fails.
async function hasRoom() {
  const database = await openDatabase();
  const change = (work) => transact(database, ["meta", "blobs"], "readwrite", work);
  const probe = ["", "probe"];
  try {
    const seen = await transact(database, "meta", "readonly", (tx) => tx.objectStore("meta").get("room"));
    if (Math.abs(Date.now() - (seen ?? 0)) < EVERY_DAY) return true;
    await change((tx) => tx.objectStore("blobs").put(noise(), probe));
    await change((tx) => {
      tx.objectStore("blobs").delete(probe);
      tx.objectStore("meta").put(Date.now(), "room");
    });
    return true;
  } catch (error) {
    if (error.code === "full") return false;
    throw error;
  } finally {
    database.close();
  }
}

// Bytes that no browser can store in less room.
function noise() {
  const bytes = new Uint8Array(ROOM);
  const most = 65_536;
  for (let at = 0; at < ROOM; at += most) crypto.getRandomValues(bytes.subarray(at, at + most));
  return bytes;
}

// Bytes in use and granted (0 where the browser does not say), and whether the browser has promised
// not to clear them by itself.
export async function estimate() {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.().catch(() => ({}))) ?? {};
  const persisted = (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
  return { usage, quota, persisted };
}

// Asks the browser for that promise.
export async function persist() {
  return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
}

// What the release before kept in local storage for a person: [ "report/slot", text, … ].
export function legacyDrafts(user) {
  const prefix = `${LEGACY}${user}/`;
  return legacyNames(prefix).flatMap((name) => [name.slice(prefix.length), localStorage.getItem(name)]);
}

// Forgets it, once it is in the store.
export function forgetLegacyDrafts(user) {
  for (const name of legacyNames(`${LEGACY}${user}/`)) localStorage.removeItem(name);
}

function legacyNames(prefix) {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(prefix))
      .sort();
  } catch {
    // Forbidden: then nothing was kept there either.
    return [];
  }
}
