// Lighthouse (mobile, its default throttling) on the sign-in page and the reporter's page.
// Usage: CHROME_PATH=… BENCH_REPORTS=… node run.mjs http://127.0.0.1:PORT
// Prints each page's scores (the median of three loads) and fails below 95.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const base = process.argv[2];
const reports = process.env.BENCH_REPORTS ?? '.';
const FLOOR = 95;
const LOADS = 3;
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
// An account of the demonstration, with its public password.
const REPORTER = { username: 'canbo.tammy', password: 'tien-do-2026-demo' };

// The server listens before the demonstration is loaded.
const deadline = Date.now() + 120_000;
while (!(await fetch(`${base}/readyz`).then((answer) => answer.ok, () => false))) {
  if (Date.now() > deadline) throw new Error('the server did not become ready');
  await new Promise((resolve) => setTimeout(resolve, 200));
}

async function cookie() {
  const answer = await fetch(`${base}/api/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: base },
    body: JSON.stringify(REPORTER),
  });
  if (!answer.ok) throw new Error(`signing in as ${REPORTER.username}: ${answer.status} ${await answer.text()}`);
  return answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
}

const pages = [
  { name: 'sign-in', path: '/dang-nhap', headers: {} },
  { name: 'reporter', path: '/viec', headers: { Cookie: await cookie() } },
];

const chrome = await launch({
  chromePath: process.env.CHROME_PATH,
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
let low = false;
try {
  await mkdir(reports, { recursive: true });
  for (const page of pages) {
    const results = [];
    for (let load = 0; load < LOADS; load += 1) {
      const result = await lighthouse(`${base}${page.path}`, {
        port: chrome.port,
        logLevel: 'error',
        output: 'html',
        onlyCategories: CATEGORIES,
        extraHeaders: page.headers,
      });
      results.push(result);
    }
    const scores = CATEGORIES.map((id) => Math.round(median(results.map((r) => r.lhr.categories[id].score ?? 0)) * 100));
    const last = results[results.length - 1];
    const at = new URL(last.lhr.finalDisplayedUrl).pathname;
    await writeFile(join(reports, `${page.name}.html`), last.report);
    console.log(`${page.name} (${at}): ${CATEGORIES.map((id, i) => `${id} ${scores[i]}`).join(', ')}`);
    if (at !== page.path) {
      low = true;
      console.log(`  led to ${at}, not to ${page.path}: this is not the page to measure`);
    }
    if (scores.some((score) => score < FLOOR)) low = true;
    for (const audit of Object.values(last.lhr.audits)) {
      // What costs points; with "numeric" and "binary" audits null means "not applicable".
      const weighs = CATEGORIES.some((id) => last.lhr.categories[id].auditRefs.some((ref) => ref.id === audit.id && ref.weight > 0));
      if (weighs && audit.score !== null && audit.score < 0.9) {
        console.log(`  ${audit.id}: ${audit.displayValue ?? audit.title}`);
      }
    }
  }
} finally {
  chrome.kill();
}
console.log(`reports: ${reports}`);
if (low) {
  console.log(`below ${FLOOR}, or another page`);
  process.exitCode = 1;
}
