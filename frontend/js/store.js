// What one person keeps on this device: an ordered map of texts, and bytes beside it, encrypted
// under a key of their own. See schema.js for the layout and docs/OFFLINE.md for what the
// encryption protects.

import { StoreError, all, below, failure, openDatabase, transact } from "./schema.js";

const ALGORITHM = "AES-GCM";
const IV = 12;

const utf8 = new TextEncoder();
const text = new TextDecoder();

// Contents are bound to whose and where they are: moved elsewhere, they cannot be read.
function cipher(user, name, iv) {
  return { name: ALGORITHM, iv, additionalData: utf8.encode(`${user}\n${name}`) };
}

function newKey() {
  return crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"]);
}

export class Store {
  #database;
  #user;
  // { id, key }; `id` tells a key from its successor after a sign-out.
  #key;
  // Commits in the order in which they were asked for: encryption must not let one overtake.
  #last = Promise.resolve();

  constructor(database, user, key) {
    this.#database = database;
    this.#user = user;
    this.#key = key;
  }

  // Opens a person's store, makes the key at the first time, and notes that they use the device.
  static async open(user) {
    const database = await openDatabase();
    try {
      const made = { id: crypto.randomUUID(), key: await newKey() };
      let key = made;
      await transact(database, ["keys", "meta"], "readwrite", (tx) => {
        const keys = tx.objectStore("keys");
        const known = keys.get(user);
        known.onsuccess = () => {
          if (known.result) key = known.result;
          else keys.put(made, user);
        };
        tx.objectStore("meta").put(user, "current");
      });
      return new Store(database, user, key);
    } catch (error) {
      database.close();
      throw failure(error);
    }
  }

  // The store of whoever uses this device now, for the service worker; null where nobody does.
  static async openCurrent() {
    const database = await openDatabase();
    const user = await transact(database, "meta", "readonly", (tx) => tx.objectStore("meta").get("current"));
    const key = user && (await transact(database, "keys", "readonly", (tx) => tx.objectStore("keys").get(user)));
    if (key) return new Store(database, user, key);
    database.close();
    return null;
  }

  // Whose it is.
  get user() {
    return this.#user;
  }

  // The text under a name; undefined where there is none.
  async get(name) {
    const kept = await this.#read("entries", (entries) => entries.get([this.#user, name]));
    return kept && text.decode(await this.#decrypt(name, kept));
  }

  // The texts whose names begin with `prefix`, in the order of names: [name, text, name, text, …].
  async list(prefix) {
    const range = below(this.#user, prefix);
    let names;
    const kept = await this.#read("entries", (entries) => {
      names = entries.getAllKeys(range);
      return entries.getAll(range);
    });
    const listed = await Promise.all(
      kept.map(async (bytes, at) => {
        const name = names.result[at][1];
        return [name, text.decode(await this.#decrypt(name, bytes))];
      }),
    );
    return listed.flat();
  }

  // The bytes under a name; undefined where there are none.
  async bytes(name) {
    const kept = await this.#read("blobs", (blobs) => blobs.get([this.#user, name]));
    return kept && this.#decrypt(name, kept);
  }

  // Changes everything or nothing, in this order; done once it is on disk. Each change is one of
  //   ["put", name, text]   ["delete", name]   ["deletePrefix", prefix]
  //   ["putBytes", name, ArrayBuffer]   ["deleteBytes", name]
  commit(changes) {
    // Encryption goes first: a transaction does not wait for anything but its own requests.
    const ready = Promise.all(changes.map((change) => this.#prepare(change)));
    const done = this.#last.then(async () => this.#write(await ready));
    this.#last = done.catch(() => {});
    // A failure is answered once, below; here it only must not count as unhandled.
    ready.catch(() => {});
    return done;
  }

  // Lets go of the database; what runs is finished first.
  close() {
    this.#database.close();
  }

  #read(store, work) {
    return transact(this.#database, store, "readonly", (tx) => work(tx.objectStore(store)));
  }

  async #prepare([kind, name, content]) {
    if (kind === "put") return [kind, name, await this.#encrypt(name, utf8.encode(content))];
    if (kind === "putBytes") return [kind, name, await this.#encrypt(name, content)];
    return [kind, name];
  }

  #write(changes) {
    return transact(this.#database, ["keys", "entries", "blobs"], "readwrite", (tx, fail) => {
      // After a sign-out, by another tab perhaps, nothing is written that nobody could read again.
      const key = tx.objectStore("keys").get(this.#user);
      key.onsuccess = () => {
        if (key.result?.id !== this.#key.id) fail(new StoreError("closed", "signed out"));
      };
      const [entries, blobs] = [tx.objectStore("entries"), tx.objectStore("blobs")];
      for (const [kind, name, content] of changes) {
        const at = [this.#user, name];
        if (kind === "put") entries.put(content, at);
        else if (kind === "delete") entries.delete(at);
        else if (kind === "deletePrefix") entries.delete(below(this.#user, name));
        else if (kind === "putBytes") blobs.put(content, at);
        else if (kind === "deleteBytes") blobs.delete(at);
        else throw new StoreError("broken", `unknown change ${kind}`);
      }
    });
  }

  // The initialisation vector, then the ciphertext with its tag.
  async #encrypt(name, content) {
    const iv = crypto.getRandomValues(new Uint8Array(IV));
    const sealed = await crypto.subtle.encrypt(cipher(this.#user, name, iv), this.#key.key, content);
    const kept = new Uint8Array(IV + sealed.byteLength);
    kept.set(iv);
    kept.set(new Uint8Array(sealed), IV);
    return kept;
  }

  async #decrypt(name, kept) {
    const iv = kept.subarray(0, IV);
    try {
      return await crypto.subtle.decrypt(cipher(this.#user, name, iv), this.#key.key, kept.subarray(IV));
    } catch (error) {
      throw new StoreError("broken", `${name} cannot be read: ${error}`);
    }
  }
}

// Who was last signed in on this device; undefined where nobody is.
export async function current() {
  const database = await openDatabase();
  try {
    return await transact(database, "meta", "readonly", (tx) => tx.objectStore("meta").get("current"));
  } finally {
    database.close();
  }
}

// Destroys a person's key and data on this device, all at once.
export async function signOut(user) {
  const database = await openDatabase();
  try {
    await transact(database, ["meta", "keys", "entries", "blobs"], "readwrite", (tx) => {
      tx.objectStore("keys").delete(user);
      tx.objectStore("entries").delete(all(user));
      tx.objectStore("blobs").delete(all(user));
      const meta = tx.objectStore("meta");
      const who = meta.get("current");
      who.onsuccess = () => who.result === user && meta.delete("current");
    });
  } finally {
    database.close();
  }
}
