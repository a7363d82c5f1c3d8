import { api, cityFigure, openRatio, tamMy, type Overview } from '../api.ts';
import { accessible, expect, fits, picture, test } from '../fixtures.ts';
import type { Page } from '@playwright/test';

/** Waits until the page has its data: a heading, and no skeleton left. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

async function look(page: Page, project: string, name: string, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
  await accessible(page);
  await fits(page);
  await picture(page, project, name);
}

test('the sign-in page', async ({ browser, server, viewport }, info) => {
  const context = await browser.newContext({ baseURL: server.url, viewport, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/dang-nhap');
  await fits(page);
  await picture(page, info.project.name, 'sign-in');
  // Without WASM, without JavaScript: a wrong password is said, the right one gets in.
  await page.locator('input[name="username"]').fill('canbo.tammy');
  await page.locator('input[name="password"]').fill('sai-mat-khau');
  await page.locator('form button[type="submit"]').click();
  await expect(page.getByText('Tên đăng nhập hoặc mật khẩu không đúng', { exact: false })).toBeVisible();
  await expect(page.locator('input[name="username"]')).toHaveValue('canbo.tammy');
  await page.locator('input[name="password"]').fill('tien-do-2026-demo');
  await page.locator('form button[type="submit"]').click();
  await expect(page).not.toHaveURL(/dang-nhap/);
  await context.close();
  const script = await browser.newContext({ baseURL: server.url, viewport });
  const plain = await script.newPage();
  await plain.goto('/dang-nhap');
  await accessible(plain);
  await script.close();
});

for (const scheme of ['light', 'dark'] as const) {
  test(`the reporter's pages, ${scheme}`, async ({ as }, info) => {
    const page = await as('canbo.tammy');
    await page.emulateMedia({ colorScheme: scheme });
    const { report, plan } = await tamMy(page);
    const task = plan.task_groups.flatMap((group) => group.tasks)[0];
    const name = (what: string) => (scheme === 'light' ? `page-${what}` : `page-${what}-dark`);
    await look(page, info.project.name, name('work'), '/viec');
    await look(page, info.project.name, name('report'), `/bao-cao/${report.id}`);
    await look(page, info.project.name, name('target'), `/bao-cao/${report.id}/chi-tieu/${openRatio(report, plan).target}`);
    await look(page, info.project.name, name('task'), `/bao-cao/${report.id}/nhiem-vu/${task?.id}`);
    await look(page, info.project.name, name('submit'), `/bao-cao/${report.id}/gui`);
    await look(page, info.project.name, name('versions'), `/bao-cao/${report.id}/phien-ban`);
    await look(page, info.project.name, name('plans'), '/ke-hoach');
    await look(page, info.project.name, name('plan'), `/ke-hoach/${report.plan}`);
    await expect(page.getByText('37').first()).toBeVisible();
    await look(page, info.project.name, name('queue'), '/hang-doi');
    await look(page, info.project.name, name('account'), '/tai-khoan');
  });

  test(`the leader's pages, ${scheme}`, async ({ as }, info) => {
    const page = await as('lanhdao.danang');
    await page.emulateMedia({ colorScheme: scheme });
    const [choice] = await api<{ plan: { id: string } }[]>(page, 'overviews');
    const id = choice?.plan.id;
    const all = await api<Overview & { task_groups: { tasks: { id: string }[] }[] }>(page, `overviews/${id}`);
    const measure = all.targets[8]?.measures[0]?.id;
    const task = all.task_groups[0]?.tasks[0]?.id;
    const name = (what: string) => (scheme === 'light' ? `page-${what}` : `page-${what}-dark`);
    await look(page, info.project.name, name('overview'), `/tong-quan/${id}?ky=2026-M11`);
    await look(page, info.project.name, name('measure'), `/tong-quan/${id}/chi-tieu/${measure}?ky=2026-M11`);
    await look(page, info.project.name, name('task-proof'), `/tong-quan/${id}/nhiem-vu/${task}?ky=2026-M11`);
  });

  test(`the administrator's pages, ${scheme}`, async ({ as }, info) => {
    const page = await as('quantri.danang');
    await page.emulateMedia({ colorScheme: scheme });
    const name = (what: string) => (scheme === 'light' ? `page-${what}` : `page-${what}-dark`);
    await look(page, info.project.name, name('admin'), '/quan-tri');
    await look(page, info.project.name, name('new-user'), '/quan-tri/nguoi-dung/moi');
    await look(page, info.project.name, name('unit-changes'), '/quan-tri/thay-doi');
    await look(page, info.project.name, name('new-unit-change'), '/quan-tri/thay-doi/moi');
    await look(page, info.project.name, name('calendar'), '/quan-tri/lich');
  });
}

test('the city opens to the commune behind a figure', async ({ as }) => {
  const page = await as('lanhdao.danang');
  const [choice] = await api<{ plan: { id: string } }[]>(page, 'overviews');
  await page.goto(`/tong-quan/${choice?.plan.id}?ky=2026-M11`);
  await settled(page);
  await page.locator(`a[href*="/chi-tieu/"]`).first().click();
  await expect(page).toHaveURL(/chi-tieu/);
  await settled(page);
  // The unit's figure leads to the very line in its report…
  await page.locator('a.row-link[href*="/bao-cao/"]').first().click();
  await expect(page).toHaveURL(/bao-cao\/.+\/duyet#m:/);
  await settled(page);
  const line = page.locator('.review-line.pointed');
  await expect(line).toBeFocused();
  await expect(line).toBeInViewport();
  await expect(line.locator('.review-facts')).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/chi-tieu/);
  await settled(page);
  // …and "Phiên bản" to the line in the report's history.
  await page.locator('a[href*="/phien-ban#m:"]').first().click();
  await settled(page);
  await expect(page.locator('.version-lines > .pointed').first()).toBeInViewport();
  await expect(page.locator('.version-lines > .pointed').first()).toBeFocused();
});

test('what is out of scope does not exist', async ({ as }) => {
  const reporter = await as('canbo.tammy');
  const leader = await as('lanhdao.danang');
  const { report, plan } = await tamMy(reporter);
  const { no } = openRatio(report, plan);
  const { all } = await cityFigure(leader, no, 'approved');
  const answer = await reporter.evaluate(async (id) => (await fetch(`/api/v1/overviews/${id}`)).status, all.plan.id);
  expect(answer).toBe(404);
});
