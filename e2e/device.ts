import { expect, type Page } from '@playwright/test';
import { api, tamMy, type Line, type Report } from './api.ts';

// What happens to a device, and what one looks at on it.

/** Waits until this build's service worker has everything and is in charge. */
export async function ready(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state !== 'activated') {
      await new Promise((resolve) => active?.addEventListener('statechange', resolve, { once: true }));
    }
  });
}

/** The other application is kept, too: every screen opens without a network. */
export async function allKept(page: Page): Promise<void> {
  await ready(page);
  const kept = () => page.evaluate(async () => (await caches.match('/app-shell?app=full&lang=vi')) !== undefined);
  await expect.poll(kept, { timeout: 60_000 }).toBe(true);
}

/** The browser has no network any more; the page has noticed. */
export async function offline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await expect(page.locator('.sync')).toHaveAttribute('data-state', /offline|attention/);
}

export async function online(page: Page): Promise<void> {
  await page.context().setOffline(false);
}

/** Everything entered here is on the server, and nothing needs a person. */
export async function sent(page: Page): Promise<void> {
  await expect(page.locator('.sync')).toHaveAttribute('data-state', 'saved', { timeout: 60_000 });
}

/** Goes to a screen as a link does, without loading a page. */
export async function go(page: Page, href: string): Promise<void> {
  await page.evaluate((href) => {
    const link = document.createElement('a');
    link.href = href;
    document.body.append(link);
    link.click();
    link.remove();
  }, href);
  await expect(page).toHaveURL((url) => url.pathname === href.split('?')[0]);
  await expect(page.locator('main h1').first()).toBeVisible();
}

export const numerator = (page: Page) => page.getByLabel('Số đã thực hiện').first();
export const denominator = (page: Page) => page.getByLabel('Tổng số', { exact: true }).first();
export const state = (page: Page) => page.locator('.measure .saved[role="status"]').last();

export async function line(page: Page, report: string, target: string): Promise<string> {
  const { plan } = await tamMy(page);
  const measures = plan.target_groups.flatMap((group) => group.targets).find((each) => each.id === target)?.measures;
  const lines = (await api<Report>(page, `reports/${report}`)).lines;
  const found = lines.find((each) => measures?.some((measure) => each.id === `m:${measure.id}`));
  if (found === undefined) throw new Error('no such line');
  return found.id;
}

export async function entry(page: Page, report: string, id: string): Promise<Line['entry']> {
  const { lines } = await api<Report>(page, `reports/${report}`);
  return lines.find((each) => each.id === id)?.entry ?? {};
}

export type Version = { version: number; step: string; changes: { line: string; after: Line['entry'] }[] };

/** Holds the answer to the next call of an address until it is let go: a slow network, without a clock. */
export async function held(page: Page, address: string): Promise<{ arrived: Promise<void>; release: () => void }> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(
    address,
    async (route) => {
      arrive();
      await released;
      await route.continue();
    },
    { times: 1 },
  );
  return { arrived, release };
}
