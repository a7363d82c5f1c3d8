import type { Browser, BrowserContext, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from './fixtures.ts';
import { site } from './paths.ts';

/** The addresses of the built assets by their names in frontend/. */
export const assets = JSON.parse(readFileSync(join(site, 'assets.json'), 'utf8')) as Record<string, string>;

/** Two people of the tests; nothing but these ids is known of them. */
export const AN = '0192f0c1-0000-7000-8000-00000000000a';
export const BINH = '0192f0c1-0000-7000-8000-00000000000b';

/** What our modules look like to the tests, without their types. */
// eslint-disable-next-line
export type Loose = any;

/** A page of ours that runs no script by itself: the sign-in page. */
export async function bare(browser: Browser, server: Server): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url });
  return barePage(context);
}

export async function barePage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto('/dang-nhap');
  return page;
}

/** Runs something in the page with one of our own modules, as the browser gets it. */
export async function using<A, R>(
  page: Page,
  module: string,
  work: (module: Loose, given: A) => Promise<R> | R,
  given: A,
): Promise<R> {
  const address = assets[module];
  if (address === undefined) throw new Error(`the site has no ${module}`);
  const body = `(async ({ address, given }) => (${work.toString()})(await import(address), given))`;
  return (await page.evaluate(`${body}(${JSON.stringify({ address, given })})`)) as R;
}

/** Everything in the database as it lies there, as one text of bytes. */
export async function dump(page: Page): Promise<{ stores: Record<string, number>; bytes: string }> {
  return page.evaluate(async () => {
    const open = indexedDB.open('tiendo');
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      open.onsuccess = () => resolve(open.result);
      open.onerror = () => reject(open.error);
    });
    const stores: Record<string, number> = {};
    let bytes = '';
    for (const name of database.objectStoreNames) {
      const all = database.transaction(name).objectStore(name).getAll();
      await new Promise((resolve) => (all.onsuccess = resolve));
      stores[name] = all.result.length;
      for (const value of all.result) {
        bytes += value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : JSON.stringify(value);
      }
    }
    database.close();
    return { stores, bytes };
  });
}
