import type { Page, Route } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { AN, BINH, bare, using, type Loose } from '../modules.ts';

// The queue of photos and files against a server in the test that speaks tus 1.0 as ours does.

type Upload = { length: number; metadata: Record<string, string>; bytes: Buffer };

class Tus {
  uploads = new Map<string, Upload>();
  log: string[] = [];
  /** Asked before each answer; may answer, or cut the line, itself. */
  trouble: (request: string, route: Route) => Promise<boolean> = async () => false;

  constructor(readonly user: string) {}

  async serve(page: Page): Promise<void> {
    await page.route('**/api/v1/**', (route) => this.answer(route));
  }

  async answer(route: Route): Promise<void> {
    const request = route.request();
    const path = new URL(request.url()).pathname.replace('/api/v1/', '');
    if (path === 'me') return route.fulfill({ json: { id: this.user } });
    if (path === 'auth/refresh') return route.fulfill({ status: 401, json: { code: 'unauthenticated' } });
    const headers = request.headers();
    const what = `${request.method()} ${headers['upload-offset'] ?? ''}`.trim();
    this.log.push(what);
    expect(headers['tus-resumable']).toBe('1.0.0');
    if (await this.trouble(what, route)) return undefined;
    if (request.method() === 'POST') {
      const pairs = (headers['upload-metadata'] ?? '').split(',').map((pair) => pair.split(' '));
      const metadata = Object.fromEntries(pairs.map(([key, value]) => [key, Buffer.from(value ?? '', 'base64').toString()]));
      const id = metadata.id as string;
      const known = this.uploads.get(id);
      const upload = known ?? { length: Number(headers['upload-length']), metadata, bytes: Buffer.alloc(0) };
      this.uploads.set(id, upload);
      return this.told(route, known ? 200 : 201, upload, { location: `/api/v1/evidence/uploads/${id}` });
    }
    const upload = this.uploads.get(path.split('/').pop() as string);
    if (!upload) return route.fulfill({ status: 404, json: { code: 'not_found' } });
    if (Number(headers['upload-offset']) !== upload.bytes.length) {
      return route.fulfill({ status: 409, json: { code: 'offset_mismatch' } });
    }
    upload.bytes = Buffer.concat([upload.bytes, request.postDataBuffer() ?? Buffer.alloc(0)]);
    return this.told(route, 204, upload, {});
  }

  told(route: Route, status: number, upload: Upload, more: Record<string, string>): Promise<void> {
    const stage = upload.bytes.length === upload.length ? 'stored' : 'uploading';
    return route.fulfill({
      status,
      headers: { 'upload-offset': String(upload.bytes.length), 'evidence-stage': stage, ...more },
    });
  }
}

const SIZE = 700_000;

/** A store with one file of some 700 KB queued; its bytes are 0, 1, 2, … */
async function queued(page: Page): Promise<void> {
  await using(page, 'store.js', async ({ Store }, user) => {
    (globalThis as Loose).store = await Store.open(user);
  }, AN);
  await using(page, 'evidence.js', async ({ queueEvidence }, size) => {
    const blob = new Blob([Uint8Array.from({ length: size }, (_, at) => at % 256)], { type: 'application/pdf' });
    const prepared = { blob, name: 'Công văn.pdf', type: blob.type, size, sha256: 'ab'.repeat(32) };
    await queueEvidence((globalThis as Loose).store, 'id-1', 'report-1', 'm:1', prepared);
  }, SIZE);
}

type Seen = { outcome: number | string; entry: Loose; left: number; told: number[] };

function upload(page: Page): Promise<Seen> {
  return using(page, 'evidence.js', async ({ uploadEvidence, evidenceBlob }, _) => {
    const { store } = globalThis as Loose;
    const told: number[] = [];
    const outcome = await uploadEvidence(store, (_id: string, offset: number) => told.push(offset)).catch(
      (error: Loose) => error.constructor.name,
    );
    const kept = await store.get('e/id-1');
    const blob = await evidenceBlob(store, 'id-1');
    return { outcome, entry: kept && JSON.parse(kept), left: blob?.size ?? 0, told };
  }, null);
}

test('a file goes up in pieces, and goes on where the line broke', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const tus = new Tus(AN);
  await tus.serve(page);
  await queued(page);
  // The second piece gets lost on its way; then the answer to the last one.
  tus.trouble = async (what, route) => what === 'PATCH 262144' && (await route.abort('connectionreset'), true);
  const first = await upload(page);
  expect(first.outcome).toBe('TypeError');
  expect(first.entry).toMatchObject({ state: 'new', offset: 262_144 });
  tus.trouble = async (what, route) => {
    if (what !== 'PATCH 524288') return false;
    tus.trouble = async () => false;
    await tus.answer(route).catch(() => {});
    return true;
  };
  tus.log = [];
  const second = await upload(page);
  expect(tus.log.slice(0, 2)).toEqual(['POST', 'PATCH 262144']);
  expect(second).toMatchObject({ outcome: 1, entry: { state: 'done', offset: SIZE, answer: null }, left: 0 });
  expect(second.told).toEqual([262_144, 524_288, SIZE]);
  const [sent] = [...tus.uploads.values()];
  expect(sent?.bytes.equals(Buffer.from(Uint8Array.from({ length: SIZE }, (_, at) => at % 256)))).toBe(true);
  expect(sent?.metadata).toEqual({
    id: 'id-1',
    report: 'report-1',
    line: 'm:1',
    filename: 'Công văn.pdf',
    filetype: 'application/pdf',
    sha256: 'ab'.repeat(32),
  });
  // Done is done.
  expect((await upload(page)).outcome).toBe(0);
});

test('a server that is elsewhere, or has forgotten, is asked how far it is', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const tus = new Tus(AN);
  await tus.serve(page);
  await queued(page);
  let forgotten = false;
  tus.trouble = async (what) => {
    if (what === 'PATCH 524288' && !forgotten) {
      forgotten = true;
      tus.uploads.clear();
    }
    return false;
  };
  expect(await upload(page)).toMatchObject({ outcome: 1, entry: { state: 'done' } });
  expect(tus.log.filter((what) => what === 'POST').length).toBe(2);
  // One that never agrees does not keep the phone busy for ever.
  await queued(page);
  tus.uploads.clear();
  tus.trouble = async (what, route) =>
    what.startsWith('PATCH') && (await route.fulfill({ status: 409, json: { code: 'offset_mismatch' } }), true);
  const seen = await upload(page);
  expect(seen).toMatchObject({ outcome: 'Error', entry: { state: 'new' }, left: SIZE });
});

test('a refusal keeps the file, and 5xx, a lost session and another person keep it waiting', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const tus = new Tus(AN);
  await tus.serve(page);
  await queued(page);
  const answer = (status: number, code: string) => async (_: string, route: Route) =>
    (await route.fulfill({ status, json: { code } }), true);
  tus.trouble = answer(503, 'not_ready');
  expect(await upload(page)).toMatchObject({ outcome: 'Error', entry: { state: 'new' }, left: SIZE });
  tus.trouble = answer(401, 'unauthenticated');
  expect(await upload(page)).toMatchObject({ outcome: 'SignedOut', entry: { state: 'new' }, left: SIZE });
  const other = new Tus(BINH);
  await page.unrouteAll();
  await other.serve(page);
  expect(await upload(page)).toMatchObject({ outcome: 0, entry: { state: 'new' }, left: SIZE });
  expect(other.log).toEqual([]);
  await page.unrouteAll();
  await tus.serve(page);
  tus.trouble = answer(409, 'wrong_state');
  const refused = { state: 'refused', answer: { code: 'wrong_state' } };
  expect(await upload(page)).toMatchObject({ outcome: 1, entry: refused, left: SIZE });
  expect((await upload(page)).outcome).toBe(0);
  // The report is open again.
  tus.trouble = async () => false;
  await using(page, 'evidence.js', ({ retryEvidence }, _) => retryEvidence((globalThis as Loose).store, 'id-1'), null);
  expect(await upload(page)).toMatchObject({ outcome: 1, entry: { state: 'done', answer: null }, left: 0 });
});

test('what is taken away while it goes up does not come back', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const tus = new Tus(AN);
  await tus.serve(page);
  await queued(page);
  tus.trouble = async (what) => {
    if (what === 'PATCH 262144') {
      await using(page, 'evidence.js', ({ forgetEvidence }, _) => forgetEvidence((globalThis as Loose).store, 'id-1'), null);
    }
    return false;
  };
  const seen = await upload(page);
  expect(seen).toMatchObject({ outcome: 1, left: 0 });
  expect(seen.entry).toBeFalsy();
  expect(tus.log).toEqual(['POST', 'PATCH 0', 'PATCH 262144']);
});
