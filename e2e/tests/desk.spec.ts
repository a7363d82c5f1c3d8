import { openRatio, tamMy } from '../api.ts';
import { accessible, expect, quiet, test } from '../fixtures.ts';

test('marks for return outlive a reload, and are gone once the report is returned', async ({ as }) => {
  const reporter = await as('canbo.tammy');
  const { report } = await tamMy(reporter);
  await reporter.goto(`/bao-cao/${report.id}/gui`);
  await reporter.getByRole('button', { name: /^Gửi/ }).click();
  await expect(reporter.getByText('Đã gửi báo cáo').first()).toBeVisible();

  const approver = await as('lanhdao.tammy');
  await approver.goto(`/bao-cao/${report.id}/duyet`);
  const line = approver.locator('.review-line').first();
  await line.getByRole('button', { name: 'Trả lại dòng này' }).click();
  await line.getByRole('textbox', { name: 'Lý do trả lại' }).fill('Số mẫu giảm, vì sao?');
  await approver.reload();
  await expect(approver.getByText(/Máy này còn giữ 1 dòng/)).toBeVisible();
  await expect(line.getByRole('textbox', { name: 'Lý do trả lại' })).toHaveValue('Số mẫu giảm, vì sao?');
  await approver.getByRole('button', { name: 'Trả lại 1 dòng' }).click();
  await approver.getByRole('dialog').getByRole('button', { name: 'Trả lại 1 dòng' }).click();
  await expect(approver.getByText(/Đã trả lại báo cáo/).first()).toBeVisible();
  const kept = () => Object.keys(localStorage).filter((key) => key.startsWith('tiendo.marks'));
  expect(await approver.evaluate(kept)).toEqual([]);
  quiet(approver);
});

test('the keys work on a list, and never in a field', async ({ as }) => {
  const page = await as('lanhdao.danang');
  await page.goto('/ke-hoach');
  const rows = page.locator('main [data-row]');
  const search = page.getByLabel('Tìm theo đơn vị hoặc số kế hoạch');
  await expect(search).toBeVisible();
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await page.keyboard.type('j?');
  await expect(search).toHaveValue('j?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await search.fill('');
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('j');
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Phím tắt' })).toBeVisible();
  await accessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(rows.nth(0)).toBeFocused();
});

test("a target's page shows what the plan itself says", async ({ as }) => {
  const page = await as('canbo.tammy');
  const { report, plan } = await tamMy(page);
  await page.goto(`/bao-cao/${report.id}/chi-tieu/${openRatio(report, plan).target}`);
  await page.getByText('Trích kế hoạch').click();
  await expect(page.locator('.excerpt blockquote')).toBeVisible();
  await expect(page.locator('.excerpt')).toContainText(/bắt buộc|phấn đấu/);
  await accessible(page);
});
