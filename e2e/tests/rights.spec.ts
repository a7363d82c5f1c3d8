import { api, openRatio, tamMy } from '../api.ts';
import { allKept, denominator, entry, go, line, numerator, offline, online, state } from '../device.ts';
import { expect, fits, picture, test } from '../fixtures.ts';

type Me = { roles: { role: string; unit: { id: string } }[] };

test('a role taken away while offline: what was entered is kept and can be saved, the rest is gone', async ({ as, server }, info) => {
  const page = await as('canbo.tammy');
  await allKept(page);
  const { report, plan } = await tamMy(page);
  const { target } = openRatio(report, plan);
  const id = await line(page, report.id, target);
  const [held] = (await api<Me>(page, 'me')).roles;
  await go(page, `/bao-cao/${report.id}/chi-tieu/${target}`);
  await offline(page);
  await numerator(page).fill('17');
  await denominator(page).fill('34');
  await expect(state(page)).toContainText('Đã lưu trên máy');
  server.run('user', 'take-away', '--username', 'canbo.tammy', '--role', `${held?.role}@${held?.unit.id}`);
  await online(page);
  await expect(page.locator('.sync')).toHaveAttribute('data-state', 'attention', { timeout: 60_000 });

  await go(page, '/hang-doi');
  const item = page.locator('.queue-item').first();
  await expect(item).toContainText('Máy chủ không nhận');
  await expect(item).toContainText('17');
  await fits(page);
  await picture(page, info.project.name, 'role-lost');
  // What the person may no longer see is not on the device any more.
  await page.reload();
  await expect(page.locator('.queue-item').first()).toContainText('Máy chủ không nhận');
  await page.goto('/viec');
  await expect(page.locator(`a[href^="/bao-cao/${report.id}"]`)).toHaveCount(0);

  await page.goto('/hang-doi/tep');
  const to = page.locator('form').filter({ hasText: 'Nhập lại mật khẩu của tệp' });
  await to.getByLabel('Mật khẩu của tệp', { exact: true }).fill('bốn từ thường dùng');
  await to.getByLabel('Nhập lại mật khẩu của tệp').fill('bốn từ thường dùng');
  const saving = page.waitForEvent('download');
  await to.getByRole('button', { name: 'Lưu tệp', exact: true }).click();
  expect((await saving).suggestedFilename()).toMatch(/\.tiendo$/);
  // Given back, it is sent after all.
  server.run('user', 'grant', '--username', 'canbo.tammy', '--role', `${held?.role}@${held?.unit.id}`);
  await page.goto('/hang-doi');
  await page.locator('.queue-item').first().getByRole('button', { name: 'Thử lại' }).click();
  await expect.poll(async () => (await entry(page, report.id, id).catch(() => undefined))?.numerator, { timeout: 60_000 }).toBe('17');
});
