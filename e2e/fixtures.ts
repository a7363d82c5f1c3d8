import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { artefacts, binary, site, template, work } from './paths.ts';

/** The password of every account of the demonstration. */
const PASSWORD = 'tien-do-2026-demo';

/** The day the tests take place: a Monday afternoon, one day before the reports of November are due. */
const NOW = '2026-11-16T15:20:00+07:00';

export type Server = {
  url: string;
  /** Ends the program: nobody answers at the address any more. */
  stop: () => Promise<void>;
  /** Starts it again, at the same address, with another build of the site perhaps. */
  start: (site?: string) => Promise<void>;
  /** Runs another command of the program on the same database, as an operator does. */
  run: (...args: string[]) => void;
  /** Kills the server as a power cut does, and starts it again on what is on disk. */
  crash: () => Promise<void>;
};

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

async function healthy(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const ok = await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the server did not become ready');
}

/** Signs in through the form, as a person does, in a context of its own. */
async function signIn(browser: Browser, server: Server, username: string, options: object): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ ...options, baseURL: server.url });
  const page = await context.newPage();
  watchConsole(page);
  await page.goto('/dang-nhap');
  await page.locator('input[name="username"]').fill(username);
  await page.locator('input[name="password"]').fill(PASSWORD);
  await page.locator('form button[type="submit"]').click();
  // The first screen stands: a leader's device has by then gone on to the full application.
  await page.waitForURL((url) => !url.pathname.startsWith('/dang-nhap') && url.pathname !== '/');
  await page.locator('main h1').first().waitFor();
  // Everything that belongs on this device is on it.
  await page.locator('.sync[data-state="saved"]', { hasText: /\d\d:\d\d/ }).waitFor();
  return page;
}

const complaints = new WeakMap<Page, string[]>();

/** Collects what the page complains about; `quiet` asserts that it was nothing. */
function watchConsole(page: Page): void {
  const found: string[] = [];
  complaints.set(page, found);
  page.on('console', (message) => {
    if (message.type() === 'error') found.push(message.text());
  });
  page.on('pageerror', (error) => found.push(String(error)));
}

export function quiet(page: Page): void {
  expect(complaints.get(page) ?? []).toEqual([]);
}

/** No accessibility violation by axe (WCAG 2.2 A and AA), and no console error. */
export async function accessible(page: Page): Promise<void> {
  const result = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const found = result.violations.map((violation) => ({
    rule: violation.id,
    help: violation.help,
    nodes: violation.nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  }));
  expect(found).toEqual([]);
  quiet(page);
}

/** Keeps a screenshot of the page, named by what it shows. */
export async function picture(page: Page, project: string, name: string): Promise<void> {
  const folder = join(artefacts, project);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

/** Light or dark, at once: axe must not meet a colour on its way. */
async function theme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Looks at the page as people do, light and dark; both widths come by the projects. */
export async function looked(page: Page, project: string, name: string): Promise<void> {
  await accessible(page);
  await fits(page);
  await picture(page, project, name);
  await theme(page, 'dark');
  await accessible(page);
  await picture(page, project, `${name}-dark`);
  await theme(page, 'light');
}

/** Nothing sticks out sideways: the page is never wider than the screen. */
export async function fits(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
}

type Fixtures = {
  /** A server of the test's own, with a fresh copy of the demonstration. */
  server: Server;
  /** Opens the app as a person of the demonstration. */
  as: (username: string) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const folder = mkdtempSync(join(work, 'run-'));
    const database = join(folder, 'tiendo.db');
    copyFileSync(template, database);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    let child: ChildProcess | undefined;
    const start = async (folderOfSite = site) => {
      child = spawn(
        binary,
        ['serve', '--addr', `127.0.0.1:${port}`, '--database-url', `sqlite://${database}`, '--site', folderOfSite, '--now', NOW],
        { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
      );
      await healthy(url, child);
    };
    const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
      const running = child;
      child = undefined;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill(signal);
      await ended;
    };
    const run = (...args: string[]) => {
      execFileSync(binary, [...args, '--database-url', `sqlite://${database}`], { cwd: folder });
    };
    const crash = async () => {
      await stop('SIGKILL');
      await start();
    };
    try {
      await start();
      await use({ url, start, stop: () => stop(), run, crash });
    } finally {
      await stop();
    }
  },
  as: async ({ browser, server, contextOptions, viewport, isMobile, hasTouch, deviceScaleFactor, locale, timezoneId }, use) => {
    const pages: Page[] = [];
    await use(async (username) => {
      const options = { ...contextOptions, viewport, isMobile, hasTouch, deviceScaleFactor, locale, timezoneId };
      const page = await signIn(browser, server, username, options);
      pages.push(page);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
});

export { expect };
