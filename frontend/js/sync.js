// Sends what waits when no page is open: called by the service worker for Background Sync. It needs
// no WASM, because the engine (app/src/sync) leaves each operation ready to be sent:
//
//   o/<op_id>   {"op": …, "state": "new" | "sent" | …, "tries": n, "answer": outcome or null}
//
// What the server says is written beside the operation. The engine settles it at its next start.

import { SignedOut, call, ifFree, inNameOf, isSignedIn, post } from "./api.js";
import { pendingEvidence, uploadEvidence } from "./evidence.js";
import { Store } from "./store.js";

// The page's engine holds the same lock while it sends.
const LOCK = "tiendo.sync";
const PROTOCOL = 1;
// Far below domain::sync::MAX_OPS: one push has to get through a thin line.
const MOST = 200;
const WAITING = ["new", "sent"];
const STUCK = ["conflict", "refused"];
const STEPS = ["submit", "withdraw", "approve", "return"];

// Sends the outbox of whoever uses this device, where they are still signed in. Returns how many
// answers came; throws what may pass by itself, so that the browser tries again.
export async function sendOutbox() {
  const answered = await ifFree(LOCK, async () => {
    const store = await Store.openCurrent();
    if (!store) return 0;
    try {
      if (!(await isSignedIn(store.user))) return 0;
      const before = await push(store);
      // Then submissions that waited for photos.
      const uploaded = await uploadEvidence(store);
      return before + (uploaded > 0 ? await push(store) : 0);
    } catch (error) {
      if (error instanceof SignedOut) return 0;
      throw error;
    } finally {
      store.close();
    }
  });
  if (answered) new BroadcastChannel("tiendo").postMessage("answered");
  return answered ?? 0;
}

async function push(store) {
  const device = JSON.parse((await store.get("m/device")) ?? "null");
  let answered = 0;
  for (;;) {
    const entries = await sendable(store);
    if (entries.length === 0) return answered;
    // Noted before they leave: the engine no longer merges what may have arrived.
    await keep(store, entries.map(([name, entry]) => [name, { ...entry, state: "sent", tries: (entry.tries ?? 0) + 1 }]));
    const ops = entries.map(([, entry]) => entry.op);
    const answer = await call("sync/push", post({ protocol: PROTOCOL, device, ops }, inNameOf(store)));
    // Refused as a whole (an old client, a body the server does not understand): the person's
    // engine has to see to it; sending the same again would not help.
    if (!answer.ok) return answered;
    const outcomes = new Map((await answer.json()).outcomes.map((each) => [each.op_id, each.outcome]));
    const settled = await settle(store, entries, outcomes);
    if (settled === 0) return answered;
    answered += settled;
  }
}

// What can be sent now, in the order in which it was made. Two things hold a step of a report back:
// an operation before it that the server did not take, as in the engine; and, for submitting,
// photos that are not up yet, because afterwards the server would not take them.
async function sendable(store) {
  const listed = await store.list("o/");
  const missing = new Set((await pendingEvidence(store)).map(([, { report }]) => report));
  const stuck = new Set();
  const held = new Set();
  const chosen = [];
  for (let at = 0; at < listed.length && chosen.length < MOST; at += 2) {
    const entry = JSON.parse(listed[at + 1]);
    const { report, body } = entry.op;
    if (STUCK.includes(entry.answer?.result ?? entry.state)) stuck.add(report);
    if (body.kind === "submit" && missing.has(report)) held.add(report);
    const blocked = held.has(report) || (stuck.has(report) && STEPS.includes(body.kind));
    if (WAITING.includes(entry.state) && !entry.answer && !blocked) chosen.push([listed[at], entry]);
  }
  return chosen;
}

// Writes the outcomes into the entries as they are by now: a page may have been opened meanwhile.
async function settle(store, entries, outcomes) {
  const settled = [];
  for (const [name, { op }] of entries) {
    const kept = outcomes.has(op.op_id) ? await store.get(name) : undefined;
    if (kept) settled.push([name, { ...JSON.parse(kept), answer: outcomes.get(op.op_id) }]);
  }
  await keep(store, settled);
  return settled.length;
}

function keep(store, entries) {
  return store.commit(entries.map(([name, entry]) => ["put", name, JSON.stringify(entry)]));
}
