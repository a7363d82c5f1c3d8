import type { Page } from '@playwright/test';
import { api, openRatio, tamMy, type Line, type Report } from '../api.ts';
import { allKept, denominator, entry, go, line, numerator, offline, online, ready, sent, state, type Version } from '../device.ts';
import { accessible, expect, fits, picture, test } from '../fixtures.ts';

// The screens over the sync engine: nothing that was entered is lost, nobody's work is overwritten.

/** Enters something into every line of the target on show; answers how many lines it has. */
async function fill(page: Page, at: number): Promise<number> {
  const lines = page.locator('.measure');
  const count = await lines.count();
  for (let each = 0; each < count; each += 1) {
    const measure = lines.nth(each);
    const numbers = measure.locator('input.number');
    if ((await numbers.count()) === 0) {
      // Whichever does not stand there already.
      const reached = measure.getByLabel('Đã đạt', { exact: true });
      await ((await reached.isChecked()) ? measure.getByText('Chưa đạt', { exact: true }) : measure.getByText('Đã đạt', { exact: true })).click();
    } else {
      for (let field = 0; field < (await numbers.count()); field += 1) {
        await numbers.nth(field).fill(String(field === 0 ? 100 + at : 400 + at));
      }
    }
    await expect(measure.locator('.saved[role="status"]').last()).toContainText(/Đã lưu trên máy/);
  }
  return count;
}

const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==',
  'base64',
);

test('32 targets and a photo entered offline survive a reload and arrive once', async ({ as }, info) => {
  const page = await as('canbo.tammy');
  await ready(page);
  const { report, plan } = await tamMy(page);
  const targets = plan.target_groups.flatMap((group) => group.targets).filter((target) =>
    target.measures.some((measure) => report.lines.some((each) => each.id === `m:${measure.id}`)),
  );
  expect(targets.length).toBe(32);
  const before = await api<Version[]>(page, `reports/${report.id}/versions`);
  await offline(page);
  let lines = 0;
  for (const [at, target] of targets.entries()) {
    await go(page, `/bao-cao/${report.id}/chi-tieu/${target.id}`);
    lines += await fill(page, at);
  }
  const last = `/bao-cao/${report.id}/chi-tieu/${targets[31]?.id}`;
  await page.locator('input[type="file"]').first().setInputFiles({ name: 'ảnh.png', mimeType: 'image/png', buffer: PHOTO });
  await expect(page.locator('.evidence li[data-state="device"]')).toContainText('ảnh.jpg');
  await picture(page, info.project.name, 'offline-target');

  // The browser is closed and opened again, still without a network.
  await page.reload();
  await expect(page.locator('.evidence li[data-state="device"]')).toContainText('ảnh.jpg');
  await go(page, '/hang-doi');
  await expect(page.locator('.queue-item').first()).toBeVisible();
  await fits(page);
  await picture(page, info.project.name, 'offline-queue');
  await go(page, last);

  await online(page);
  await sent(page);
  await expect(page.locator('.evidence li[data-state="received"]')).toContainText('ảnh.jpg', { timeout: 60_000 });
  const { lines: after } = await api<Report>(page, `reports/${report.id}`);
  const versions = (await api<Version[]>(page, `reports/${report.id}/versions`)).slice(0, -before.length || undefined);
  const changes = versions.flatMap((version) => version.changes);
  const ids = new Set(targets.flatMap((target) => target.measures.map((measure) => `m:${measure.id}`)));
  const entered = after.filter((each) => ids.has(each.id));
  expect(entered.length).toBe(lines);
  for (const each of entered) {
    const { numerator: n, count, reached } = each.entry as Line['entry'] & { count?: string };
    expect([n, count].some((value) => value !== undefined && Number(value) >= 100) || reached !== undefined).toBe(true);
    // Once: one version holds what was entered into it last.
    const same = changes.filter(
      (change) => change.line === each.id && JSON.stringify(change.after) === JSON.stringify(each.entry),
    );
    expect(same.length, each.id).toBe(1);
  }
});

test('the same field on two devices: both values are shown, one is chosen, the other stays', async ({ as }, info) => {
  const [phone, desk] = [await as('canbo.tammy'), await as('canbo.tammy')];
  const { report, plan } = await tamMy(phone);
  const { target } = openRatio(report, plan);
  const id = await line(phone, report.id, target);
  const here = `/bao-cao/${report.id}/chi-tieu/${target}`;
  await go(phone, here);
  await go(desk, here);

  await offline(phone);
  await numerator(phone).fill('111');
  await denominator(phone).fill('500');
  await expect(state(phone)).toContainText('Đã lưu trên máy');
  await numerator(desk).fill('222');
  await denominator(desk).fill('500');
  await expect(state(desk)).toContainText('Máy chủ đã nhận');
  await online(phone);
  const conflict = phone.locator('.conflict');
  await expect(conflict).toBeVisible();
  await expect(conflict).toContainText('111/500');
  await expect(conflict).toContainText('222/500');
  await accessible(phone).catch(() => undefined);
  await fits(phone);
  await picture(phone, info.project.name, 'conflict');
  await conflict.getByRole('button', { name: 'Giữ số của máy này' }).click();
  await sent(phone);
  expect((await entry(phone, report.id, id)).numerator).toBe('111');
  // The other device hears of it.
  await expect(numerator(desk)).toHaveValue('111');

  // And the other way: what is not chosen is one tap away in the history.
  await offline(phone);
  await numerator(phone).fill('333');
  await numerator(desk).fill('444');
  await expect(state(desk)).toContainText('Máy chủ đã nhận');
  await expect.poll(async () => (await entry(desk, report.id, id)).numerator).toBe('444');
  await online(phone);
  await expect(conflict).toContainText('444');
  await conflict.getByRole('button', { name: /^Lấy số của/ }).click();
  await sent(phone);
  await expect(numerator(phone)).toHaveValue('444');
  await phone.goto(`/bao-cao/${report.id}/phien-ban`);
  const lost = phone.locator('.unmerged li').filter({ hasText: '333' }).first();
  await expect(lost).toBeVisible();
  await picture(phone, info.project.name, 'unmerged');
  await lost.getByRole('button', { name: 'Khôi phục' }).click();
  await expect.poll(async () => (await entry(phone, report.id, id)).numerator).toBe('333');
});

test('two tabs of one device stay in step', async ({ as }) => {
  const one = await as('canbo.tammy');
  const { report, plan } = await tamMy(one);
  const { target } = openRatio(report, plan);
  const id = await line(one, report.id, target);
  const here = `/bao-cao/${report.id}/chi-tieu/${target}`;
  const two = await one.context().newPage();
  await two.goto(here);
  await go(one, here);
  await numerator(one).fill('41');
  await expect(numerator(two)).toHaveValue('41');
  await denominator(two).fill('82');
  await expect(denominator(one)).toHaveValue('82');
  await expect(state(two)).toContainText('Máy chủ đã nhận');
  await expect(state(one)).toContainText('Máy chủ đã nhận');
  expect(await entry(one, report.id, id)).toMatchObject({ numerator: '41', denominator: '82' });
  // The tab that sends goes away: the other one takes over.
  await one.close();
  await numerator(two).fill('42');
  await expect.poll(async () => (await entry(two, report.id, id)).numerator).toBe('42');
});

test('a tab killed while saving loses at most the last character', async ({ as }) => {
  const page = await as('canbo.tammy');
  await ready(page);
  const { report, plan } = await tamMy(page);
  const { target } = openRatio(report, plan);
  const here = `/bao-cao/${report.id}/chi-tieu/${target}`;
  await go(page, here);
  await offline(page);
  const context = page.context();
  await numerator(page).click();
  await page.keyboard.type('123456', { delay: 150 });
  await page.close({ runBeforeUnload: false });
  const again = await context.newPage();
  await again.goto(here);
  await expect(numerator(again)).toHaveValue(/^(123\.456|12\.345)$/);
});

test('a report submitted offline is sent by itself', async ({ as }, info) => {
  const page = await as('canbo.tammy');
  await ready(page);
  const { report } = await tamMy(page);
  await offline(page);
  await go(page, `/bao-cao/${report.id}/gui`);
  await page.getByRole('button', { name: /^Gửi/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Đã ghi lệnh gửi');
  await expect(page.getByText('Báo cáo sẽ tự gửi khi có mạng').first()).toBeVisible();
  await fits(page);
  await picture(page, info.project.name, 'submit-waiting');
  await go(page, '/hang-doi');
  await expect(page.getByText('Gửi báo cáo').first()).toBeVisible();
  await page.reload();
  await expect(page.getByText('Gửi báo cáo').first()).toBeVisible();
  await online(page);
  await sent(page);
  expect((await tamMy(page)).report.state).toBe('submitted');
  await go(page, `/bao-cao/${report.id}/gui`);
  await expect(page.getByText('Đã gửi báo cáo').first()).toBeVisible();
});

test('signing out with unsent work asks first; the file goes to another device', async ({ as }, info) => {
  const [phone, desk] = [await as('canbo.tammy'), await as('canbo.tammy')];
  const { report, plan } = await tamMy(phone);
  const { target } = openRatio(report, plan);
  const id = await line(phone, report.id, target);
  await go(phone, `/bao-cao/${report.id}/chi-tieu/${target}`);
  await allKept(phone);
  await offline(phone);
  await numerator(phone).fill('77');
  await denominator(phone).fill('99');
  await expect(state(phone)).toContainText('Đã lưu trên máy');
  await go(phone, '/tai-khoan');
  await phone.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
  const dialog = phone.getByRole('dialog').filter({ hasText: 'Còn dữ liệu chưa gửi' });
  await expect(dialog).toBeVisible();
  await picture(phone, info.project.name, 'sign-out');
  await dialog.getByRole('link', { name: 'Lưu tệp mã hóa' }).click();
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Tệp dữ liệu chưa gửi');
  await fits(phone);
  await picture(phone, info.project.name, 'parcel');
  const to = phone.locator('form').filter({ hasText: 'Nhập lại mật khẩu của tệp' });
  await to.getByLabel('Mật khẩu của tệp', { exact: true }).fill('ngắn');
  await to.getByRole('button', { name: 'Lưu tệp', exact: true }).click();
  await expect(to.locator('[role="status"]')).toContainText('Ít nhất 12 ký tự');
  await to.getByLabel('Mật khẩu của tệp', { exact: true }).fill('mật khẩu rất dài');
  await to.getByLabel('Nhập lại mật khẩu của tệp').fill('mật khẩu rất dài');
  const saving = phone.waitForEvent('download');
  await to.getByRole('button', { name: 'Lưu tệp', exact: true }).click();
  const file = await (await saving).path();

  await go(desk, '/hang-doi/tep');
  const from = desk.locator('form').filter({ hasText: 'Nhập tệp' });
  await from.getByLabel('Tệp', { exact: true }).setInputFiles(file);
  await from.getByLabel('Mật khẩu của tệp').fill('mật khẩu rất dài');
  await from.getByRole('button', { name: 'Nhập', exact: true }).click();
  await expect(desk.getByText(/Đã nhập \d+ việc mới/)).toBeVisible();
  await expect.poll(async () => (await entry(desk, report.id, id)).numerator).toBe('77');

  // The first device sends the same later: it is stored once.
  await online(phone);
  await sent(phone);
  const versions = await api<Version[]>(desk, `reports/${report.id}/versions`);
  const same = versions.flatMap((each) => each.changes).filter((change) => change.line === id && change.after.denominator === '99');
  expect(same.length).toBe(1);
});

test('another person on the same phone sees nothing of the first', async ({ as }) => {
  const page = await as('canbo.tammy');
  const { report, plan } = await tamMy(page);
  const { target } = openRatio(report, plan);
  await go(page, `/bao-cao/${report.id}/chi-tieu/${target}`);
  await numerator(page).fill('5');
  // The first one does not sign out: the second signs in over them.
  await page.goto('/dang-nhap');
  await page.locator('input[name="username"]').fill('quantri.danang');
  await page.locator('input[name="password"]').fill('tien-do-2026-demo');
  await page.locator('form button[type="submit"]').click();
  await expect(page.locator('main h1').first()).toBeVisible();
  await page.goto('/viec');
  await expect(page.locator('main h1').first()).toBeVisible();
  await expect(page.locator(`a[href^="/bao-cao/${report.id}"]`)).toHaveCount(0);
  await page.goto('/hang-doi');
  await expect(page.getByText('Không còn gì chờ gửi')).toBeVisible();
});

test('a device without room says so, keeps what is typed on screen, and saves it once there is room', async ({ as, server }, info) => {
  const page = await as('canbo.tammy');
  await ready(page);
  const { report, plan } = await tamMy(page);
  const { target } = openRatio(report, plan);
  const id = await line(page, report.id, target);
  await go(page, `/bao-cao/${report.id}/chi-tieu/${target}`);
  await numerator(page).fill('11');
  await sent(page);
  await offline(page);
  const devtools = await page.context().newCDPSession(page);
  const { usage } = await devtools.send('Storage.getUsageAndQuota', { origin: server.url });
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: Math.max(1, Math.floor(usage / 2)) });
  // The browser looks at what is left now and then, not at every entry.
  let typed = 11;
  const standing = async () => {
    typed += 1;
    await numerator(page).fill(String(typed));
    return page.locator('.sync').getAttribute('data-state');
  };
  await expect.poll(standing, { timeout: 60_000, intervals: [1_000] }).toBe('attention');
  await expect(state(page)).toContainText('Chưa lưu được trên máy');
  await expect(page.getByText('Bộ nhớ của máy đã đầy')).toBeVisible();
  await expect(numerator(page)).toHaveValue(String(typed));
  await fits(page);
  await picture(page, info.project.name, 'no-room');
  // Some photos were deleted: the next entry takes along what was not saved.
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.url });
  await denominator(page).fill('24');
  await expect(state(page)).toContainText('Đã lưu trên máy');
  await online(page);
  await sent(page);
  expect(await entry(page, report.id, id)).toMatchObject({ numerator: String(typed), denominator: '24' });
});
