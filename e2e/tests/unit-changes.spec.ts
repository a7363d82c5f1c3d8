import type { Page } from '@playwright/test';
import { go } from '../device.ts';
import { accessible, expect, fits, picture, quiet, test } from '../fixtures.ts';

// Units change by a resolution: an administrator records it, and may undo it.

/** Chooses a unit by words of its name, in the list below the search field. */
async function choose(page: Page, label: string, words: string, name: string): Promise<void> {
  await page.getByRole('searchbox', { name: label }).fill(words);
  await page
    .locator('.picker button > span:first-child')
    .filter({ hasText: new RegExp(`^${name}$`) })
    .click();
}

/** Fills in a merger of two communes of Đà Nẵng into a new ward. */
async function merger(page: Page, code: string): Promise<void> {
  await go(page, '/quan-tri/thay-doi/moi');
  await page.getByText('Sáp nhập', { exact: true }).click();
  await choose(page, 'Tìm thêm đơn vị theo tên', 'tam my', 'Xã Tam Mỹ');
  // The field is empty again, with the focus in it: the next unit can be typed at once.
  await expect(page.getByLabel('Tìm thêm đơn vị theo tên')).toBeFocused();
  await expect(page.getByLabel('Tìm thêm đơn vị theo tên')).toHaveValue('');
  await choose(page, 'Tìm thêm đơn vị theo tên', 'tam anh', 'Xã Tam Anh');
  await expect(page.getByRole('button', { name: 'Bỏ Xã Tam Mỹ' })).toBeVisible();
  await page.getByLabel('Mã đơn vị').fill(code);
  await page.getByLabel('Tên đầy đủ').fill('Phường Tam Mỹ Anh');
  await page.getByLabel('Loại đơn vị').selectOption({ label: 'Phường' });
  // Where it lies follows from the units.
  await expect(page.getByRole('button', { name: 'Chọn đơn vị khác: Trực thuộc' })).toBeVisible();
  await page.getByLabel('Ngày có hiệu lực').fill('2026-11-01');
  await page.getByLabel('Nghị quyết, văn bản').fill('Nghị quyết số 99/NQ-UBTVQH16');
}

const WHAT = 'Sáp nhập Xã Tam Mỹ và Xã Tam Anh thành Phường Tam Mỹ Anh';

test('a merger is recorded, and undone with a reason', async ({ as, server }, info) => {
  const page = await as('quantri.danang');
  await page.goto('/quan-tri');
  await page.getByRole('link', { name: 'Thay đổi đơn vị' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Thay đổi đơn vị');
  await page.getByRole('link', { name: 'Ghi nhận thay đổi' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  // What is missing is said at its field.
  await page.getByRole('button', { name: 'Ghi nhận', exact: true }).click();
  await expect(page.getByText('Chọn loại thay đổi.')).toBeVisible();

  await merger(page, '29998');
  await expect(page.locator('.change-summary')).toContainText(`${WHAT}, hiệu lực từ 01/11/2026.`);
  await expect(page.getByText('Chủ nhật, 01/11/2026')).toBeVisible();
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'unit-change-form');
  await page.getByRole('button', { name: 'Ghi nhận', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Đã ghi nhận' })).toBeFocused();
  await expect(page.getByText(`${WHAT}, hiệu lực từ 01/11/2026.`)).toBeVisible();
  await expect(page.getByText(/\d+ báo cáo nay được tính về đơn vị khác/)).toBeVisible();
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'unit-change-done');

  await page.getByRole('link', { name: 'Về danh sách' }).click();
  const row = page.locator('.admin-entry').filter({ hasText: WHAT });
  await expect(row).toContainText('Hiệu lực từ 01/11/2026 · Nghị quyết số 99/NQ-UBTVQH16');
  await expect(row).toContainText(/Đặng Quốc Bảo ghi nhận lúc \d\d:\d\d 16\/11\/2026/);
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'unit-changes');

  await row.getByRole('button', { name: `Hoàn tác: ${WHAT}` }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Số liệu các kỳ trở về đơn vị cũ. Không xóa báo cáo nào.');
  await dialog.getByRole('button', { name: 'Hoàn tác' }).click();
  await expect(dialog.getByText('Ghi lý do hoàn tác.')).toBeVisible();
  await expect(dialog.getByLabel('Lý do hoàn tác')).toBeFocused();
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'unit-change-undo');
  await dialog.getByLabel('Lý do hoàn tác').fill('Nghị quyết chưa có hiệu lực');
  await dialog.getByRole('button', { name: 'Hoàn tác' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.locator('#da-lam')).toContainText(`Đã hoàn tác: ${WHAT}.`);
  await expect(page.locator('#da-lam')).toBeFocused();
  await expect(row).toContainText('Đã hoàn tác');
  await expect(row).toContainText(/Đặng Quốc Bảo hoàn tác lúc \d\d:\d\d 16\/11\/2026/);
  await expect(row).toContainText('Lý do: Nghị quyết chưa có hiệu lực');
  await expect(row.getByRole('button')).toHaveCount(0);
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'unit-changes-undone');

  // The same in English.
  await page.context().addCookies([{ name: 'tiendo_lang', value: 'en', url: server.url }]);
  await page.goto('/quan-tri/thay-doi');
  const english = page.locator('.admin-entry').filter({
    hasText: 'Xã Tam Mỹ and Xã Tam Anh merge into the new Phường Tam Mỹ Anh',
  });
  await expect(english).toContainText('Undone by Đặng Quốc Bảo');
  await accessible(page);
  await fits(page);
  await page.goto('/quan-tri/thay-doi/moi');
  await page.getByText('Divide', { exact: true }).click();
  await expect(page.getByLabel('Find a unit by name')).toBeVisible();
  await accessible(page);
  await fits(page);
});

test('what the server refuses is said at its field', async ({ as }) => {
  const page = await as('quantri.danang');
  // The code of Núi Thành.
  await merger(page, '20965');
  await page.getByRole('button', { name: 'Ghi nhận', exact: true }).click();
  await expect(page.getByText('Xã Núi Thành (mã 20965) đã dùng mã này.', { exact: false })).toBeVisible();
  await expect(page.getByLabel('Mã đơn vị')).toBeFocused();
  await expect(page.getByLabel('Mã đơn vị')).toHaveAttribute('aria-invalid', 'true');
  // A day in the future is refused before anything is sent.
  await page.getByLabel('Mã đơn vị').fill('29997');
  await page.getByLabel('Ngày có hiệu lực').fill('2026-12-01');
  await page.getByRole('button', { name: 'Ghi nhận', exact: true }).click();
  await expect(page.getByText('Ngày có hiệu lực ở tương lai', { exact: false })).toBeVisible();
  await expect(page.getByLabel('Ngày có hiệu lực')).toBeFocused();
});

test('other changes in sentences; undone where they were recorded', async ({ as }, info) => {
  const page = await as('quantri');
  await go(page, '/quan-tri/thay-doi');
  const official = page.locator('.admin-entry').filter({ hasText: 'Xã Lộc Ninh thành Phường Lộc Ninh' });
  await expect(official).toContainText('Theo danh mục chính thức');
  await expect(official).toContainText('Hiệu lực từ 30/04/2026');
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'unit-changes-official');

  await go(page, '/quan-tri/thay-doi/moi');
  const summary = page.locator('.change-summary');
  await page.getByText('Đổi loại', { exact: true }).click();
  await choose(page, 'Tìm đơn vị theo tên', 'nui thanh', 'Xã Núi Thành');
  await page.getByLabel('Loại mới').selectOption({ label: 'Phường' });
  await expect(page.getByLabel('Tên mới đầy đủ')).toHaveValue('Phường Núi Thành');
  await page.getByLabel('Ngày có hiệu lực').fill('2026-11-01');
  await expect(summary).toContainText('Xã Núi Thành thành Phường Núi Thành, hiệu lực từ 01/11/2026.');

  // The unit and the day stay while another kind of change is tried.
  await page.getByText('Chuyển', { exact: true }).click();
  await choose(page, 'Đơn vị cấp trên mới', 'gia lai', 'Tỉnh Gia Lai');
  await expect(summary).toContainText('Chuyển Xã Núi Thành về Tỉnh Gia Lai, hiệu lực từ 01/11/2026.');

  await page.getByText('Chia tách', { exact: true }).click();
  await page.getByLabel('Đơn vị cũ còn hoạt động', { exact: false }).check();
  await page.getByLabel('Mã đơn vị').fill('29996');
  const part = page.getByRole('group', { name: 'Đơn vị mới 1' });
  await part.getByLabel('Tên đầy đủ').fill('Xã Núi Thành Đông');
  await part.getByLabel('Loại đơn vị').selectOption({ label: 'Xã' });
  await expect(summary).toContainText('Tách Xã Núi Thành Đông khỏi Xã Núi Thành, hiệu lực từ 01/11/2026.');
  // The bar at the bottom covers whatever scrolls under it.
  await page.evaluate(() => window.scrollTo(0, 0));
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'unit-change-split');

  await page.getByText('Đổi tên', { exact: true }).click();
  await page.getByLabel('Tên mới đầy đủ').fill('Xã Tam Kỳ Nam');
  await page.getByRole('button', { name: 'Ghi nhận', exact: true }).click();
  await expect(page.getByText('Đổi tên Xã Núi Thành thành Xã Tam Kỳ Nam', { exact: false })).toBeVisible();
  // A mistake seen at once is undone at once.
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Lý do hoàn tác').fill('Ghi nhầm xã');
  await dialog.getByRole('button', { name: 'Hoàn tác' }).click();
  await expect(page.locator('#da-hoan-tac')).toContainText('Đã hoàn tác: Đổi tên Xã Núi Thành');
  await expect(page.getByRole('button', { name: 'Hoàn tác' })).toHaveCount(0);
  quiet(page);
});

test('who administers nothing finds neither the list nor the form', async ({ as }) => {
  const page = await as('lanhdao.danang');
  for (const path of ['/quan-tri/thay-doi', '/quan-tri/thay-doi/moi']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: 'Dành cho quản trị' })).toBeVisible();
    await expect(page.locator('form')).toHaveCount(0);
    await accessible(page);
  }
  const answer = await page.evaluate(async () => (await fetch('/api/v1/unit-changes')).status);
  expect(answer).toBe(403);
});
