// Unsent work as one encrypted file, which another device can take up.
//
//   8 bytes   "TIENDO" 0x0d 0x0a     what it is; broken by whoever converts line ends
//   1         version                 1
//   4         iterations              of PBKDF2-SHA-256, big-endian
//   16        salt
//   12        initialisation vector
//   …         AES-GCM of: 4 bytes the length of the index, the index as JSON, the bytes of the blobs
//   32        SHA-256 of everything before: tells damage from a wrong passphrase
//
// Everything before the ciphertext is authenticated with it.

const MAGIC = new Uint8Array([0x54, 0x49, 0x45, 0x4e, 0x44, 0x4f, 0x0d, 0x0a]);
const VERSION = 1;
// OWASP, 2023, for PBKDF2 with SHA-256.
const ITERATIONS = 600_000;
// More than this is not ours: it would only keep the phone busy.
const MOST_ITERATIONS = 10_000_000;
const [SALT, IV, DIGEST, LENGTH] = [16, 12, 32, 4];
const HEAD = MAGIC.length + 1 + LENGTH + SALT + IV;

// Why a file cannot be opened. `code`:
//   foreign    not one of ours
//   newer      made by a newer version of the application: update first
//   damaged    cut off or changed on its way
//   passphrase it is whole, but this is not its passphrase
export class ParcelError extends Error {
  constructor(code, cause) {
    super(code, { cause });
    this.name = "ParcelError";
    this.code = code;
  }
}

// Seals a JSON text and blobs ([[name, Blob], …]) under a passphrase.
export async function seal(json, blobs, passphrase) {
  const index = { json, blobs: blobs.map(([name, blob]) => ({ name, type: blob.type, size: blob.size })) };
  const head = new Uint8Array(HEAD);
  head.set(MAGIC);
  head[MAGIC.length] = VERSION;
  new DataView(head.buffer).setUint32(MAGIC.length + 1, ITERATIONS);
  crypto.getRandomValues(head.subarray(HEAD - SALT - IV));
  const content = await new Blob([lengthy(index), ...blobs.map(([, blob]) => blob)]).arrayBuffer();
  const sealed = await crypto.subtle.encrypt(cipher(head), await derive(head, passphrase), content);
  const body = new Blob([head, sealed]);
  const digest = await crypto.subtle.digest("SHA-256", await body.arrayBuffer());
  return new Blob([body, digest], { type: "application/octet-stream" });
}

// Opens such a file: { json, blobs: [[name, Blob], …] }; throws a ParcelError.
export async function unseal(file, passphrase) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) throw new ParcelError("foreign");
  if (bytes[MAGIC.length] > VERSION) throw new ParcelError("newer");
  const end = bytes.length - DIGEST;
  if (end < HEAD) throw new ParcelError("damaged");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.subarray(0, end)));
  if (!digest.every((byte, at) => bytes[end + at] === byte)) throw new ParcelError("damaged");
  const head = bytes.subarray(0, HEAD);
  const key = await derive(head, passphrase);
  let content;
  try {
    content = await crypto.subtle.decrypt(cipher(head), key, bytes.subarray(HEAD, end));
  } catch (error) {
    throw new ParcelError("passphrase", error);
  }
  const length = new DataView(content).getUint32(0);
  const index = JSON.parse(new TextDecoder().decode(new Uint8Array(content, LENGTH, length)));
  let from = LENGTH + length;
  const blobs = index.blobs.map(({ name, type, size }) => {
    const blob = new Blob([content.slice(from, from + size)], { type });
    from += size;
    return [name, blob];
  });
  return { json: index.json, blobs };
}

function lengthy(index) {
  const text = new TextEncoder().encode(JSON.stringify(index));
  const whole = new Uint8Array(LENGTH + text.length);
  new DataView(whole.buffer).setUint32(0, text.length);
  whole.set(text, LENGTH);
  return whole;
}

function cipher(head) {
  return { name: "AES-GCM", iv: head.slice(HEAD - IV), additionalData: head };
}

async function derive(head, passphrase) {
  const iterations = new DataView(head.buffer, head.byteOffset).getUint32(MAGIC.length + 1);
  if (iterations < 1 || iterations > MOST_ITERATIONS) throw new ParcelError("damaged");
  // The same letters may be typed as one sign or as several (Vietnamese keyboards differ).
  const typed = new TextEncoder().encode(passphrase.normalize("NFC"));
  const material = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt: head.slice(HEAD - SALT - IV, HEAD - IV), iterations },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}
