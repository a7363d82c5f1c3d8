// Photos and files on their way to the server: queued like any operation, sent in pieces by tus 1.0
// (https://tus.io/protocols/resumable-upload), resumed after any interruption, by the page or by
// the service worker.
//
//   e/<id>   {report, line, name, type, size, sha256, offset: how much the server has,
//            state: "new" | "done" | "refused", answer: the server's refusal (problem details)}
//   b/<id>   its bytes, until the server has them all

import { call, ifFree, inNameOf, isSignedIn } from "./api.js";

const LOCK = "tiendo.evidence";
const UPLOADS = "evidence/uploads";
const PIECE = 256 * 1024;
const TUS = { "tus-resumable": "1.0.0" };
// Refusals after which one asks how far the server is, and goes on from there.
const LOST = ["offset_mismatch", "upload_expired", "cut_off", "not_found"];
// How often, before the rest waits for a better moment.
const PATIENCE = 3;

// Keeps a photo or file for sending. `prepared` comes from photo.js.
export async function queueEvidence(store, id, report, line, prepared) {
  const { blob, name, type, size, sha256 } = prepared;
  const entry = { report, line, name, type, size, sha256, offset: 0, state: "new", answer: null };
  await store.commit([
    ["put", `e/${id}`, JSON.stringify(entry)],
    ["putBytes", `b/${id}`, await blob.arrayBuffer()],
  ]);
}

// What was queued, to be shown again; null once the server has it.
export async function evidenceBlob(store, id) {
  const [entry, bytes] = [await store.get(`e/${id}`), await store.bytes(`b/${id}`)];
  return entry && bytes ? new Blob([bytes], { type: JSON.parse(entry).type }) : null;
}

// Sends once more what the server refused: the report is open again, perhaps.
export async function retryEvidence(store, id) {
  const kept = await store.get(`e/${id}`);
  if (kept === undefined) return;
  const entry = { ...JSON.parse(kept), state: "new", answer: null };
  await store.commit([["put", `e/${id}`, JSON.stringify(entry)]]);
}

// Forgets a piece, sent or not. What the server has of it, it clears up by itself.
export function forgetEvidence(store, id) {
  return store.commit([
    ["delete", `e/${id}`],
    ["deleteBytes", `b/${id}`],
  ]);
}

// Sends what waits; `progress(id, offset, size)` is told as it goes. Returns how many pieces are
// settled now, done or refused; 0 where another tab or the worker is at it, or somebody else is
// signed in. Throws what may pass by itself.
export async function uploadEvidence(store, progress = () => {}) {
  const settled = await ifFree(LOCK, async () => {
    const waiting = await pendingEvidence(store);
    if (waiting.length === 0 || !(await isSignedIn(store.user))) return 0;
    for (const [id, entry] of waiting) await upload(store, id, entry, progress);
    return waiting.length;
  });
  return settled ?? 0;
}

// What is still to be sent: [[id, entry], …].
export async function pendingEvidence(store) {
  const listed = await store.list("e/");
  const found = [];
  for (let at = 0; at < listed.length; at += 2) {
    const entry = JSON.parse(listed[at + 1]);
    if (entry.state === "new") found.push([listed[at].slice(2), entry]);
  }
  return found;
}

async function upload(store, id, entry, progress) {
  const bytes = await store.bytes(`b/${id}`);
  if (!bytes) return settle(store, id, entry, { code: "lost_on_device" });
  for (let tries = 0; tries < PATIENCE; tries += 1) {
    const outcome = await attempt(store, id, entry, bytes, progress);
    if (outcome === "forgotten") return undefined;
    if (outcome !== "lost") return settle(store, id, entry, outcome);
  }
  throw new Error(`${id}: the server and this device do not agree how far it is`);
}

// Answers null once the server has everything, its refusal, "lost" where one has to ask again how
// far it is, or "forgotten" where the person took it away meanwhile.
async function attempt(store, id, entry, bytes, progress) {
  // Under an id that the server knows, this asks how far it is: after an interruption, after its
  // answer was lost, and after it cleared an old upload up.
  const headers = { ...TUS, ...inNameOf(store) };
  let answer = await call(UPLOADS, {
    method: "POST",
    headers: { ...headers, "upload-length": String(entry.size), "upload-metadata": metadata(id, entry) },
  });
  if (!answer.ok) return refusal(answer);
  const address = new URL(answer.headers.get("location"), answer.url).pathname;
  for (;;) {
    entry.offset = Number(answer.headers.get("upload-offset"));
    progress(id, entry.offset, entry.size);
    if (await keep(store, id, entry)) return "forgotten";
    if (answer.headers.get("evidence-stage") === "stored") return null;
    // With all bytes there already, an empty piece asks the server to take them now.
    answer = await call(address, {
      method: "PATCH",
      headers: { ...headers, "content-type": "application/offset+octet-stream", "upload-offset": String(entry.offset) },
      body: bytes.slice(entry.offset, entry.offset + PIECE),
    });
    if (!answer.ok) {
      const refused = await refusal(answer);
      return LOST.includes(refused.code) ? "lost" : refused;
    }
  }
}

// The bytes are kept where the server refuses: the person may still want to export them.
function settle(store, id, entry, answer) {
  const settled = { ...entry, state: answer ? "refused" : "done", answer };
  const changes = [["put", `e/${id}`, JSON.stringify(settled)]];
  if (!answer) changes.push(["deleteBytes", `b/${id}`]);
  return store.commit(changes);
}

// Notes how far it is; answers whether there is nothing to note any more.
async function keep(store, id, entry) {
  if ((await store.get(`e/${id}`)) === undefined) return true;
  await store.commit([["put", `e/${id}`, JSON.stringify(entry)]]);
  return false;
}

async function refusal(answer) {
  const said = await answer.json().catch(() => null);
  return said ?? { status: answer.status, code: "refused" };
}

// Names and base64 of UTF-8, as tus wants them.
function metadata(id, { report, line, name, type, sha256 }) {
  const pairs = { id, report, line, filename: name, filetype: type, sha256 };
  return Object.entries(pairs)
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(",");
}

function base64(value) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(value)));
}
