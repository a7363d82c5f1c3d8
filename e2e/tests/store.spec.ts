import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { AN, BINH, assets, bare, barePage, dump, using, type Loose } from '../modules.ts';

// The modules in frontend/js that keep things on the device, as they are served, in Chromium.

test('a commit happens whole or not at all, and in order', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const seen = await using(page, 'store.js', async ({ Store }, user) => {
    const store = await Store.open(user);
    await store.commit([
      ['put', 'o/2', 'hai'],
      ['put', 'o/10', 'mười'],
      ['put', 'r/1', 'báo cáo'],
      ['put', 'o/1', 'một'],
    ]);
    const listed = await store.list('o/');
    // The last change of the second commit does not exist, so none of it happened.
    const failed = await store
      .commit([['put', 'o/1', 'khác'], ['deletePrefix', 'o/'], ['rename', 'r/1']])
      .then(() => 'done', (error: Loose) => error.code);
    const after = await store.list('');
    // The later of two commits wins, though the earlier one has more to encrypt.
    const big = 'x'.repeat(8_000_000);
    await Promise.all([store.commit([['put', 'm/a', big]]), store.commit([['put', 'm/a', 'sau']])]);
    const last = await store.get('m/a');
    await store.commit([['deletePrefix', 'o/'], ['put', 'o/3', 'ba'], ['delete', 'm/a']]);
    return { listed, failed, after, last, end: await store.list(''), none: await store.get('o/1') };
  }, AN);
  expect(seen.listed).toEqual(['o/1', 'một', 'o/10', 'mười', 'o/2', 'hai']);
  expect(seen.failed).toBe('broken');
  expect(seen.after).toEqual(['o/1', 'một', 'o/10', 'mười', 'o/2', 'hai', 'r/1', 'báo cáo']);
  expect(seen.last).toBe('sau');
  expect(seen.end).toEqual(['o/3', 'ba', 'r/1', 'báo cáo']);
  expect(seen.none).toBeUndefined();
});

test('nothing typed lies on the device in clear, and no script gets the key', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const out = await using(page, 'store.js', async ({ Store }, user) => {
    const store = await Store.open(user);
    const secret = new TextEncoder().encode('ẢNH-MẬT').buffer;
    await store.commit([
      ['put', 'o/1', '{"note":"Số-liệu-mật 412"}'],
      ['putBytes', 'b/1', secret],
    ]);
    const open = indexedDB.open('tiendo');
    await new Promise((resolve) => (open.onsuccess = resolve));
    const keys = open.result.transaction('keys').objectStore('keys').getAll();
    await new Promise((resolve) => (keys.onsuccess = resolve));
    open.result.close();
    const { key } = keys.result[0];
    const exported = await crypto.subtle.exportKey('raw', key).then(() => 'exported', () => 'refused');
    return { exported, extractable: key.extractable, text: await store.get('o/1') };
  }, AN);
  expect(out).toEqual({ exported: 'refused', extractable: false, text: '{"note":"Số-liệu-mật 412"}' });
  const { stores, bytes } = await dump(page);
  expect(stores).toEqual({ blobs: 1, entries: 1, keys: 1, meta: 1 });
  for (const part of ['mật', '412', 'note', 'ẢNH']) {
    const utf8 = Buffer.from(part, 'utf8').toString('latin1');
    expect(bytes.includes(utf8) || bytes.includes(part), part).toBe(false);
  }
});

test('what is moved under another name cannot be read', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const code = await using(page, 'store.js', async ({ Store }, user) => {
    const store = await Store.open(user);
    await store.commit([['put', 'o/1', 'một']]);
    const open = indexedDB.open('tiendo');
    await new Promise((resolve) => (open.onsuccess = resolve));
    const entries = open.result.transaction('entries', 'readwrite').objectStore('entries');
    const kept = entries.get([user, 'o/1']);
    kept.onsuccess = () => entries.put(kept.result, [user, 'o/2']);
    await new Promise((resolve) => (entries.transaction.oncomplete = resolve));
    open.result.close();
    return store.get('o/2').then(() => 'read', (error: Loose) => error.code);
  }, AN);
  expect(code).toBe('broken');
});

test('two people on one phone do not see each other', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const seen = await using(page, 'store.js', async ({ Store, current }, [an, binh]) => {
    const first = await Store.open(an);
    await first.commit([['put', 'o/1', 'của An']]);
    const second = await Store.open(binh);
    const nothing = await second.list('');
    await second.commit([['put', 'o/1', 'của Bình']]);
    return { nothing, first: await first.list(''), second: await second.list(''), who: await current() };
  }, [AN, BINH] as const);
  expect(seen).toEqual({ nothing: [], first: ['o/1', 'của An'], second: ['o/1', 'của Bình'], who: BINH });
});

test('signing out destroys the key and the data, in every tab', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const codes = await using(page, 'store.js', async ({ Store, current, signOut }, [an, binh]) => {
    const store = await Store.open(binh);
    await store.commit([['put', 'o/1', 'của Bình']]);
    const other = await Store.open(an);
    await other.commit([['put', 'o/1', 'của An'], ['putBytes', 'b/1', new ArrayBuffer(100)]]);
    await signOut(an);
    const late = await other.commit([['put', 'o/2', 'muộn']]).then(() => 'kept', (error: Loose) => error.code);
    // Signed in anew: another key, and the tab of before still writes nothing.
    await Store.open(an);
    const later = await other.commit([['put', 'o/2', 'muộn']]).then(() => 'kept', (error: Loose) => error.code);
    await signOut(an);
    return { late, later, who: await current(), untouched: await store.list('') };
  }, [AN, BINH] as const);
  expect(codes).toEqual({ late: 'closed', later: 'closed', who: undefined, untouched: ['o/1', 'của Bình'] });
  expect((await dump(page)).stores).toEqual({ blobs: 0, entries: 1, keys: 1, meta: 0 });
});

test('a full device says so and keeps what it has', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 2_000_000 });
  const seen = await using(page, 'store.js', async ({ Store }, user) => {
    const store = ((globalThis as Loose).store = await Store.open(user));
    await store.commit([['put', 'o/1', 'đã lưu']]);
    const code = await store
      .commit([['put', 'o/2', 'cùng một lần'], ['putBytes', 'b/2', new ArrayBuffer(6_000_000)]])
      .then(() => 'kept', (error: Loose) => error.code);
    return { code, kept: await store.list('') };
  }, AN);
  expect(seen).toEqual({ code: 'full', kept: ['o/1', 'đã lưu'] });
  const told = await using(page, 'device.js', ({ obstacles }, _) => obstacles(), null);
  expect(told).toEqual(['nearly_full']);
  // Room again: it goes on where it was.
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.url });
  const after = await page.evaluate(async () => {
    const { store } = globalThis as Loose;
    await store.commit([['put', 'o/2', 'có chỗ'], ['putBytes', 'b/2', new ArrayBuffer(6_000_000)]]);
    return [await store.get('o/2'), (await store.bytes('b/2')).byteLength];
  });
  expect(after).toEqual(['có chỗ', 6_000_000]);
  expect(await using(page, 'device.js', ({ obstacles }, _) => obstacles(), null)).toEqual([]);
});

test('what a browser lacks is told by name', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const seen = await using(page, 'device.js', async ({ obstacles }, _) => {
    const before = await obstacles();
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
    const forbidden = await obstacles();
    IDBFactory.prototype.open = open;
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true });
    const none = await obstacles();
    Object.defineProperty(crypto, 'subtle', { value: undefined });
    return { before, forbidden, none, insecure: await obstacles() };
  }, null);
  expect(seen).toEqual({
    before: [],
    forbidden: ['no_database'],
    none: ['no_database'],
    insecure: ['no_crypto'],
  });
});

/** A database as a released version left it: every record, and the keys that were in use. */
type Dump = {
  version: number;
  user: string;
  key: string;
  stores: Record<string, [IDBValidKey, string][]>;
  holds: Record<string, string>;
};

const FIRST = JSON.parse(readFileSync(join(import.meta.dirname, '../data/store-1.json'), 'utf8')) as Dump;

/** Lays a dump down as the release of that time would have. */
async function restore(page: Loose, dumped: Dump): Promise<void> {
  await page.evaluate(async (dumped: Dump) => {
    const bytes = (text: string) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    const key = await crypto.subtle.importKey('raw', bytes(dumped.key), 'AES-GCM', false, ['encrypt', 'decrypt']);
    const open = indexedDB.open('tiendo', dumped.version);
    open.onupgradeneeded = () => {
      for (const name of Object.keys(dumped.stores)) open.result.createObjectStore(name);
    };
    await new Promise((resolve) => (open.onsuccess = resolve));
    const names = Object.keys(dumped.stores);
    const transaction = open.result.transaction(names, 'readwrite');
    for (const [name, records] of Object.entries(dumped.stores)) {
      for (const [at, value] of records) {
        const kept = name === 'meta' ? value : name === 'keys' ? { id: value, key } : bytes(value);
        transaction.objectStore(name).put(kept, at);
      }
    }
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    open.result.close();
  }, dumped);
}

test('what the first release left on a device is read by this one', async ({ browser, server }) => {
  const page = await bare(browser, server);
  await restore(page, FIRST);
  const seen = await using(page, 'store.js', async ({ Store }, user) => {
    const store = await Store.openCurrent();
    const photo = new TextDecoder().decode(await store.bytes('b/1'));
    return { mine: store.user === user, listed: await store.list(''), photo };
  }, FIRST.user);
  expect(seen.mine).toBe(true);
  expect(seen.listed).toEqual(Object.entries(FIRST.holds).flat());
  expect(seen.photo).toBe('ảnh');
});

test('a new version of the schema migrates forward, and the tab of before steps aside', async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url });
  const old = await barePage(context);
  await restore(old, FIRST);
  await using(old, 'store.js', async ({ Store }, user) => {
    (globalThis as Loose).store = await Store.open(user);
  }, FIRST.user);
  // The next release: one more function in the list.
  const next = await context.newPage();
  await next.route(`**${assets['schema.js']}`, async (route) => {
    const answer = await route.fetch();
    const more = 'VERSIONS.push((database) => database.createObjectStore("later"));';
    await route.fulfill({ response: answer, body: `${await answer.text()}\n${more}` });
  });
  await next.goto('/dang-nhap');
  const seen = await using(next, 'store.js', async ({ Store }, user) => {
    const store = await Store.open(user);
    await store.commit([['put', 'z/1', 'mới']]);
    return store.list('');
  }, FIRST.user);
  expect(seen).toEqual([...Object.entries(FIRST.holds).flat(), 'z/1', 'mới']);
  expect((await dump(next)).stores).toMatchObject({ later: 0 });
  const code = await old.evaluate(async () => {
    const { store } = globalThis as Loose;
    return store.commit([['put', 'o/9', 'muộn']]).then(() => 'kept', (error: Loose) => error.code);
  });
  expect(code).toBe('closed');
  // And a tab of the old build that is opened now does not touch the newer database.
  const late = await barePage(context);
  const refused = await using(late, 'store.js', ({ Store }, user) =>
    Store.open(user).then(() => 'open', (error: Loose) => error.code), FIRST.user);
  expect(refused).toBe('closed');
});

test('drafts of the release before are handed over, per person', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const seen = await using(page, 'device.js', ({ legacyDrafts, forgetLegacyDrafts }, [an, binh]) => {
    localStorage.setItem(`tiendo.draft/${an}/r2/m:1`, '{"base_version":2}');
    localStorage.setItem(`tiendo.draft/${an}/r1/texts`, '{"base_version":0}');
    localStorage.setItem(`tiendo.draft/${binh}/r1/texts`, '{"base_version":7}');
    const handed = legacyDrafts(an);
    forgetLegacyDrafts(an);
    return { handed, again: legacyDrafts(an), other: legacyDrafts(binh) };
  }, [AN, BINH] as const);
  expect(seen).toEqual({
    handed: ['r1/texts', '{"base_version":0}', 'r2/m:1', '{"base_version":2}'],
    again: [],
    other: ['r1/texts', '{"base_version":7}'],
  });
});
