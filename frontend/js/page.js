// What the application calls in the browser. The WASM finds it as `globalThis.tiendo`
// (app/src/client/browser); what is needed rarely is loaded when it is.

import { ifFree } from "./api.js";
import * as device from "./device.js";
import { Store, current, signOut } from "./store.js";
import { applyUpdate, sendLater, watchUpdates } from "./updates.js";

// Waits until no other tab and no worker holds the lock; answers how to let go of it. A browser
// without locks has one tab as far as we know.
function acquire(name) {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((granted, failed) => {
    navigator.locks.request(name, () => new Promise((release) => granted(release))).catch(failed);
  });
}

// The same at once, or undefined where somebody holds it.
function tryAcquire(name) {
  return new Promise((granted, failed) => {
    const held = ifFree(name, () => new Promise((release) => granted(release)));
    Promise.resolve(held).then(granted, failed);
  });
}

// Tells other tabs and the worker, and hears them. Answers how to tell.
function channel(hear) {
  if (!globalThis.BroadcastChannel) return () => {};
  const opened = new BroadcastChannel("tiendo");
  opened.onmessage = ({ data }) => hear(data);
  return (said) => opened.postMessage(said);
}

// Server-sent events: `hear` when the stream opens (what changed before has to be asked for) and for
// each `changed`, `over` when the browser has given up (then one polls).
// Answers how to stop.
function events(address, hear, over) {
  if (!globalThis.EventSource) {
    over();
    return () => {};
  }
  const source = new EventSource(address);
  source.onopen = () => hear("open");
  source.addEventListener("changed", ({ data }) => hear(data));
  source.onerror = () => source.readyState === EventSource.CLOSED && over();
  return () => source.close();
}

globalThis.tiendo = {
  ...device,
  random: () => crypto.getRandomValues(new Uint32Array(1))[0],
  openStore: (user) => Store.open(user),
  currentUser: current,
  signOut,
  acquire,
  tryAcquire,
  channel,
  events,
  watchUpdates,
  applyUpdate,
  sendLater,
  prepareFile: async (file) => (await import("./photo.js")).prepareFile(file),
  queueEvidence: async (...all) => (await import("./evidence.js")).queueEvidence(...all),
  evidenceBlob: async (...all) => (await import("./evidence.js")).evidenceBlob(...all),
  forgetEvidence: async (...all) => (await import("./evidence.js")).forgetEvidence(...all),
  retryEvidence: async (...all) => (await import("./evidence.js")).retryEvidence(...all),
  uploadEvidence: async (...all) => (await import("./evidence.js")).uploadEvidence(...all),
  seal: async (...all) => (await import("./parcel.js")).seal(...all),
  unseal: async (...all) => (await import("./parcel.js")).unseal(...all),
};
