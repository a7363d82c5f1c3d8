// Calls of our API by the service worker and by what it shares with the page. The page's own calls
// are in app/src/client/http.rs; both refresh the session under the same lock.

const BASE = "/api/v1/";
const REFRESH_LOCK = "tiendo.refresh";

// Runs something while no other tab and no worker runs it; where the browser has no locks, at once.
export function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}

// Runs something unless another tab or the worker is at it: then `undefined`.
export function ifFree(name, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}

// The session is over: nothing is sent, and nothing is lost, until the person signs in again.
export class SignedOut extends Error {}

// Asks the server; on 401 once more with a fresh session. Answers whatever the server says for
// good; throws what may pass by itself (no network, 429, 5xx), so that whoever called tries again
// later, and `SignedOut`.
export async function call(path, init) {
  let answer = await fetch(at(path), init);
  if (answer.status === 401 && (await refresh())) answer = await fetch(at(path), init);
  if (answer.status === 401) throw new SignedOut(path);
  if (answer.status === 429 || answer.status >= 500) throw new Error(`${path}: ${answer.status}`);
  return answer;
}

export function post(body, headers) {
  return { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}

// Names the person whose work is sent. On a shared phone another may have signed in since, and
// nobody sends under their name what the first one typed: the server answers 401.
export function inNameOf({ user }) {
  return { "tiendo-user": user };
}

// A refresh token is good for one use, and using it twice ends the session: never two at a time.
function refresh() {
  return alone(REFRESH_LOCK, async () => {
    const answer = await fetch(at("auth/refresh"), post({}));
    if (answer.status === 429 || answer.status >= 500) throw new Error(`refresh: ${answer.status}`);
    return answer.ok;
  });
}

// The server names addresses of uploads from its root.
function at(path) {
  return path.startsWith("/") ? path : BASE + path;
}

// Whether the session is this person's: asked before anything is noted as sent.
export async function isSignedIn(user) {
  const answer = await call("me");
  return answer.ok && (await answer.json()).id === user;
}
