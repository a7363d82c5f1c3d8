import { go } from '../device.ts';
import { accessible, expect, fits, picture, quiet, test } from '../fixtures.ts';

// The working calendar: everybody reads it, the country's administrators keep it.

test('a day off is added, put right and removed', async ({ as, server }, info) => {
  const page = await as('quantri');
  await page.goto('/quan-tri');
  await page.getByRole('link', { name: 'Ngày nghỉ, ngày làm bù' }).click();
  await expect(page.getByText('Hạn nộp của các kỳ được tính theo lịch này.', { exact: false })).toBeVisible();
  const row = (day: string) => page.locator('.admin-entry').filter({ hasText: day });
  await expect(row('Thứ Tư, 02/09/2026')).toContainText('Quốc khánh');
  await expect(row('Thứ Bảy, 10/01/2026')).toContainText('Ngày làm bù');
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'calendar');
  await page.getByRole('button', { name: 'Năm sau, 2027' }).click();
  await expect(page.getByText('Năm 2027', { exact: true })).toBeVisible();
  await expect(row('Thứ Sáu, 01/01/2027')).toContainText('Tết Dương lịch');
  await expect(row('02/09/2026')).toHaveCount(0);

  await page.getByRole('button', { name: 'Thêm ngày' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Lưu' }).click();
  await expect(dialog.getByText('Nhập ngày.')).toBeVisible();
  await expect(dialog.getByLabel('Ngày', { exact: true })).toBeFocused();
  // A day that is there already is said to be.
  await dialog.getByLabel('Ngày', { exact: true }).fill('2026-09-02');
  await expect(dialog.getByText('Ngày này đã có trong lịch: Quốc khánh.', { exact: false })).toBeVisible();
  await dialog.getByLabel('Ngày', { exact: true }).fill('2026-12-24');
  await expect(dialog.getByText('Thứ Năm, 24/12/2026')).toBeVisible();
  await dialog.getByLabel('Loại ngày').selectOption({ label: 'Nghỉ bù, hoán đổi' });
  await dialog.getByLabel('Tên gọi').fill('Nghỉ hoán đổi');
  await expect(dialog.getByText('Nhập văn bản làm căn cứ.')).toBeVisible();
  await dialog.getByLabel('Văn bản làm căn cứ').fill('Thông báo số 1/TB-BNV');
  // What is put right is no longer called wrong.
  await expect(dialog.locator('.finding.error')).toHaveCount(0);
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'calendar-add');
  await dialog.getByRole('button', { name: 'Lưu' }).click();
  await expect(dialog).toHaveCount(0);
  // The year of the new day is on show.
  await expect(page.getByText('Năm 2026', { exact: true })).toBeVisible();
  await expect(page.locator('#da-lam')).toHaveText('Đã lưu 24/12/2026: Nghỉ hoán đổi.');
  await expect(page.locator('#da-lam')).toBeFocused();
  await expect(row('Thứ Năm, 24/12/2026')).toContainText('Căn cứ: Thông báo số 1/TB-BNV');

  await page.getByRole('button', { name: 'Sửa 24/12/2026' }).click();
  await dialog.getByLabel('Tên gọi').fill('Nghỉ hoán đổi Tết Dương lịch');
  await dialog.getByRole('button', { name: 'Lưu' }).click();
  await expect(row('24/12/2026')).toContainText('Nghỉ hoán đổi Tết Dương lịch');
  await accessible(page);

  await page.getByRole('button', { name: 'Bỏ 24/12/2026' }).click();
  await expect(dialog).toContainText('Ngày này trở lại là ngày làm việc bình thường.');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Bỏ khỏi lịch' }).click();
  await expect(page.locator('#da-lam')).toHaveText('Đã bỏ 24/12/2026 khỏi lịch.');
  await expect(row('24/12/2026')).toHaveCount(0);
  quiet(page);

  await page.context().addCookies([{ name: 'tiendo_lang', value: 'en', url: server.url }]);
  await page.goto('/quan-tri/lich');
  await expect(row('Wednesday, 02/09/2026')).toContainText('Public holiday');
  await accessible(page);
  await fits(page);
});

test('who does not administer the country reads the calendar, and no more', async ({ as }) => {
  for (const person of ['quantri.danang', 'lanhdao.danang']) {
    const page = await as(person);
    await go(page, '/quan-tri/lich');
    await expect(page.locator('.admin-entry').filter({ hasText: 'Thứ Tư, 02/09/2026' })).toBeVisible();
    await expect(page.getByText('Quản trị cấp cả nước cập nhật lịch này.')).toBeVisible();
    await expect(page.getByRole('button', { name: /^(Thêm ngày|Sửa|Bỏ)/ })).toHaveCount(0);
    await accessible(page);
    const answer = await page.evaluate(
      async () => (await fetch('/api/v1/calendar/2026-09-02', { method: 'DELETE' })).status,
    );
    expect(answer).toBe(403);
  }
});
