// The service worker from the page's side: registered, renewed, asked to send later.

// A browser looks for a new worker at every navigation; an application that stays open for days
// needs to be told.
const LOOK_EVERY = 60 * 60 * 1000;

// Milliseconds until the rest of the application is fetched: what is on screen comes first.
const REST_AFTER = 5_000;

let registration;

// Registers the worker and calls `ready` when a new build is downloaded and waits to be applied.
export async function watchUpdates(ready) {
  if (!navigator.serviceWorker || globalThis.tiendoDev) return;
  const workers = navigator.serviceWorker;
  try {
    registration = await workers.register("/sw.js", { type: "module", updateViaCache: "none" });
  } catch (error) {
    // An old browser without module workers: everything works, with a network.
    console.warn(error);
    return;
  }
  const waits = () => registration.waiting && registration.active && ready();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", waits);
  });
  waits();
  // Another tab has applied it: this page is of the build before.
  if (workers.controller) workers.addEventListener("controllerchange", ready);
  keepRest(workers);
  let looked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - looked < LOOK_EVERY) return;
    looked = Date.now();
    registration.update().catch(() => {});
  });
}

// Starts the new build: once its worker is in charge, the page is loaded anew, once. What was typed
// is in the store already; the outbox is not touched.
export async function applyUpdate() {
  // Asked soon after the page opened, its own registration may still be under way.
  const { waiting } = registration ?? (await navigator.serviceWorker?.getRegistration()) ?? {};
  if (!waiting) {
    location.reload();
    return;
  }
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("apply");
}

// Asks the browser to send the outbox when there is a network again, though the page may be closed
// by then (Background Sync). Answers whether it will.
export async function sendLater() {
  try {
    const worker = registration ?? (await navigator.serviceWorker?.getRegistration());
    await worker.sync.register("tiendo-outbox");
    return true;
  } catch {
    return false;
  }
}

// The other application, too, so that every screen opens without a network: once the first one is
// at work, and not for who saves data.
async function keepRest(workers) {
  if (navigator.connection?.saveData) return;
  const { active } = await workers.ready;
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  setTimeout(() => idle(() => active.postMessage("keep-all")), REST_AFTER);
}
