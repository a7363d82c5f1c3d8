// The service worker: opens the application without a network, brings new builds, and sends what
// waits after the page is closed. Served at /sw.js; `cargo xtask build` puts in what belongs to the
// build: {id, common: [address], reporter: [address], full: [address]}.

import { sendOutbox } from "./sync.js";

const BUILD = "__BUILD__";

const PREFIX = "tiendo-";
const CACHE = PREFIX + BUILD.id;
const OFFLINE = ["offline-sign-in", "offline-screen"];

// ---- keeping -------------------------------------------------------------------------------------

// The pages that the server renders differ by these; see `pages::shell` in the server.
async function preferences() {
  // Safari before 18.4 has no cookieStore here: then as for somebody new. The page sets right what
  // it shows itself.
  const cookie = async (name) => (await globalThis.cookieStore?.get(name))?.value;
  const [lang, theme, full] = await Promise.all(["tiendo_lang", "tiendo_theme", "tiendo_full"].map(cookie));
  // English is in the full application only.
  return { lang: lang === "en" ? "en" : "vi", theme: theme ?? "auto", full: full === "1" || lang === "en" };
}

function shell(name, lang) {
  return `/app-shell?app=${name}&lang=${lang}`;
}

// Keeps a page that the server renders, if it is of this build: while a new version is rolled out,
// the worker and the page may come from two.
async function keepPage(cache, name, lang) {
  const address = shell(name, lang);
  const answer = await fetch(address, { cache: "no-cache", credentials: "omit" });
  const html = await answer.text();
  // What a page names; the rest is named by these, by its hash.
  const needed = [...BUILD.common, ...(BUILD[name] ?? [])].filter((asset) => /\/boot[^/]*$|\.css$/.test(asset));
  if (!answer.ok || !needed.every((asset) => html.includes(asset))) throw new Error(`${address} is of another build`);
  const headers = new Headers(answer.headers);
  for (const header of ["content-encoding", "content-length", "vary"]) headers.delete(header);
  await cache.put(address, new Response(html, { headers }));
}

// Keeps one of the two applications, its page last: where the page is, all of it is.
async function keepApplication(name, lang) {
  const cache = await caches.open(CACHE);
  if (await cache.match(shell(name, lang))) return;
  const known = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll([...BUILD.common, ...BUILD[name]].filter((address) => !known.has(address)));
  await keepPage(cache, name, lang);
}

// All or nothing: a build that is not here completely never takes over.
async function install() {
  const { lang, full } = await preferences();
  const cache = await caches.open(CACHE);
  await Promise.all(OFFLINE.map((name) => keepPage(cache, name, lang)));
  for (const name of ["reporter", "full"]) {
    // What the build before kept on this device stays available offline.
    const wanted = full === (name === "full") || (await caches.match(shell(name, lang)));
    if (wanted) await keepApplication(name, lang);
  }
}

async function activate() {
  const { lang } = await preferences();
  const cache = await caches.open(CACHE);
  const whole = (await cache.match(shell("reporter", lang))) ?? (await cache.match(shell("full", lang)));
  // The browser may have cleared it while it waited.
  if (!whole) return;
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function keepAll() {
  const { lang } = await preferences();
  for (const name of ["reporter", "full"]) await keepApplication(name, lang);
}

// ---- answering -----------------------------------------------------------------------------------

// As Route::is_desk in app/src/route.rs; e2e/tests/worker.spec.ts compares the two.
const DESK = /^\/(ke-hoach|nop-muon|quan-tri|tong-quan)(\/|$)|^\/hang-doi\/tep\/?$|^\/bao-cao\/[^/]+\/(duyet|phien-ban)\/?$/;
// As the server answers addresses: what looks like a file, or belongs to it, is no screen.
const NO_SCREEN = /^\/(api|assets|app-shell|healthz|readyz)(\/|$)|\.[^/]*$/;

// A screen: the page of this build at once, from what is kept.
async function screen(event, path) {
  const { lang, theme, full } = await preferences();
  const name = full || DESK.test(path) ? "full" : "reporter";
  const cache = await caches.open(CACHE);
  const pageOf = (name, lang) => cache.match(shell(name, lang));
  const page = (await pageOf(name, lang)) ?? (await pageOf(name, lang === "vi" ? "en" : "vi"));
  if (page) {
    const html = (await page.text()).replace('data-theme="auto"', `data-theme="${theme}"`);
    // The other language was chosen since.
    event.waitUntil(keepApplication(name, lang).catch(() => {}));
    return new Response(html, { headers: page.headers });
  }
  try {
    const answer = await fetch(event.request);
    event.waitUntil(keepApplication(name, lang).catch(() => {}));
    return answer;
  } catch {
    // Better in Vietnamese than not at all.
    const vietnamese = lang === "en" && !DESK.test(path) ? await pageOf("reporter", "vi") : undefined;
    return vietnamese ?? offline(OFFLINE[1]);
  }
}

async function signIn(request) {
  try {
    return await fetch(request);
  } catch {
    return offline(OFFLINE[0]);
  }
}

async function offline(name) {
  const { lang } = await preferences();
  const kept = (await caches.match(shell(name, lang))) ?? (await caches.match(shell(name, lang === "vi" ? "en" : "vi")));
  return kept ?? Response.error();
}

// What carries its hash in its name, or belongs to this build: never asked for twice.
async function kept(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

function answer(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === "/dang-nhap") event.respondWith(signIn(request));
    else if (request.method === "GET" && !NO_SCREEN.test(pathname)) event.respondWith(screen(event, pathname));
  } else if (request.method === "GET" && (pathname.startsWith("/assets/") || BUILD.common.includes(pathname))) {
    event.respondWith(kept(request));
  }
}

// ---- events --------------------------------------------------------------------------------------

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", answer);
addEventListener("sync", (event) => {
  if (event.tag === "tiendo-outbox") event.waitUntil(sendOutbox());
});
addEventListener("message", (event) => {
  if (event.data === "apply") event.waitUntil(skipWaiting());
  if (event.data === "keep-all") event.waitUntil(keepAll().catch(() => {}));
});
