// The database on this device: its schema, version by version, and what can go wrong with it.
//
//   meta     name                → anything small that belongs to the device ("current": who uses it)
//   keys     user                → { id, key }: the person's key, which scripts can use but not read
//   entries  [user, name]        → encrypted text
//   blobs    [user, name]        → encrypted bytes
//
// Names are kept in clear, so that they can be listed in order; contents never are.

export const DATABASE = "tiendo";

// Milliseconds that another tab may take to let go of an older version.
const PATIENCE = 10_000;

// What a person can do something about. `code`:
//   full     the device, or what the browser grants this site, has no room left;
//   closed   the database was closed under us: signed out or migrated by another tab; load anew;
//   broken   anything else; `cause` says what.
export class StoreError extends Error {
  constructor(code, cause) {
    super(`${code}: ${cause?.message ?? cause ?? ""}`, { cause });
    this.name = "StoreError";
    this.code = code;
  }
}

const CLOSED = ["InvalidStateError", "VersionError", "AbortError"];

export function failure(error) {
  if (error instanceof StoreError) return error;
  if (error?.name === "QuotaExceededError") return new StoreError("full", error);
  return new StoreError(CLOSED.includes(error?.name) ? "closed" : "broken", error);
}

// One function per version, oldest first; never changed once released. Each gets the database and
// the transaction of the migration, and leads from the version before it to its own.
export const VERSIONS = [
  // 1: an outbox, documents and evidence, under a key per person.
  (database) => {
    for (const store of ["meta", "keys", "entries", "blobs"]) database.createObjectStore(store);
  },
];

// Opens the database in the newest version, migrating an older one forward.
export function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSIONS.length);
    let late;
    let given = false;
    request.onupgradeneeded = ({ oldVersion }) => {
      for (const migrate of VERSIONS.slice(oldVersion)) migrate(request.result, request.transaction);
    };
    // An older tab that does not answer, frozen in the background perhaps.
    request.onblocked = () => {
      late = setTimeout(() => {
        given = true;
        reject(new StoreError("closed", "another tab holds an older version"));
      }, PATIENCE);
    };
    request.onerror = () => {
      clearTimeout(late);
      reject(failure(request.error));
    };
    request.onsuccess = () => {
      clearTimeout(late);
      const database = request.result;
      // A newer build in another tab wants to migrate: out of its way, once what runs is stored.
      database.onversionchange = () => database.close();
      if (given) database.close();
      else resolve(database);
    };
  });
}

// Runs one transaction: `work` gets it and may return a request, whose result is the answer once
// everything is on disk. Nothing of it happened when this fails.
export function transact(database, stores, mode, work) {
  return new Promise((resolve, reject) => {
    let transaction;
    try {
      transaction = database.transaction(stores, mode, { durability: "strict" });
    } catch (error) {
      reject(failure(error));
      return;
    }
    let reason;
    const fail = (error) => {
      reason ??= error;
      transaction.abort();
    };
    let answer;
    transaction.oncomplete = () => resolve(answer instanceof IDBRequest ? answer.result : answer);
    transaction.onabort = () => reject(failure(reason ?? transaction.error));
    try {
      answer = work(transaction, fail);
    } catch (error) {
      fail(error);
    }
  });
}

// Everything below a name, in the order of names: by UTF-16 units, for our ASCII names the same as
// by bytes.
export function below(user, prefix) {
  return IDBKeyRange.bound([user, prefix], [user, `${prefix}\uffff`]);
}

// Everything of a person: an array sorts after every text.
export function all(user) {
  return IDBKeyRange.bound([user], [user, []]);
}
