import type { Page } from '@playwright/test';
import { api, type Plan } from '../api.ts';
import { go, held } from '../device.ts';
import { accessible, expect, fits, looked, quiet, test } from '../fixtures.ts';

// What the standing unit does about a plan after it was issued: periods, their rule, thresholds,
// tasks, links.

type Summary = { id: string; unit: { id: string; name: string } };

/** The plan of a unit. */
async function planOf(page: Page, unit: string): Promise<string> {
  const plans = await api<Summary[]>(page, 'plans');
  const found = plans.find((plan) => plan.unit.id === unit || plan.unit.name === unit);
  if (found === undefined) throw new Error(`no plan of ${unit}`);
  return found.id;
}

const done = (page: Page) => page.locator('#da-lam');
const row = (page: Page, text: string | RegExp) => page.locator('.admin-entry').filter({ hasText: text });

test('a period is opened with the days proposed, locked, and reopened with a reason', async ({ as, server }, info) => {
  const page = await as('dieuphoi.danang');
  const plan = await planOf(page, '48');
  await go(page, `/ke-hoach/${plan}`);
  const ways = page.getByRole('navigation', { name: 'Theo dõi kế hoạch' });
  await looked(page, info.project.name, 'plan-ways');
  await ways.getByRole('link', { name: 'Kỳ báo cáo' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kỳ báo cáo');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  const november = row(page, 'Kỳ 11/2026');
  await expect(november).toContainText('Từ 15/10/2026 đến 14/11/2026');
  await expect(november).toContainText('Hạn nộp 17/11/2026');
  await expect(november).toContainText('Đang mở');
  await expect(november).toContainText(/Đã gửi \d+, đã duyệt \d+ trên \d+ báo cáo/);
  await looked(page, info.project.name, 'periods');

  // The next of the kind used last is proposed, with its days.
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Mở kỳ mới' }).click();
  await expect(dialog.getByLabel('Loại kỳ')).toHaveValue('1');
  await expect(dialog.getByLabel('Kỳ', { exact: true })).toHaveValue('2026-M12');
  await expect(dialog).toContainText('Kỳ 12/2026: 15/11/2026 – 14/12/2026, hạn nộp 16/12/2026');
  await expect(dialog).toContainText(/\d+ đơn vị sẽ nhận báo cáo\./);
  await looked(page, info.project.name, 'period-open');
  // Another kind, which asks for its days.
  await dialog.getByLabel('Loại kỳ').selectOption({ label: 'Đột xuất' });
  await dialog.getByRole('button', { name: 'Mở kỳ', exact: true }).click();
  await expect(dialog.getByLabel('Ngày bắt đầu')).toBeFocused();
  await expect(dialog.locator('.finding.error')).toHaveCount(3);
  await dialog.getByLabel('Ngày bắt đầu').fill('2026-11-01');
  await dialog.getByLabel('Ngày chốt số liệu').fill('2026-11-20');
  await dialog.getByLabel('Hạn nộp').fill('2026-11-10');
  await dialog.getByRole('button', { name: 'Mở kỳ', exact: true }).click();
  await expect(dialog.locator('.finding.error')).toHaveText('Hạn nộp đứng trước ngày chốt số liệu. Chọn ngày sau đó.');
  await expect(dialog.getByLabel('Hạn nộp')).toBeFocused();
  await looked(page, info.project.name, 'period-ad-hoc');
  await dialog.getByLabel('Loại kỳ').selectOption({ label: 'Quý' });
  await expect(dialog).toContainText('hạn nộp');
  await dialog.getByLabel('Loại kỳ').selectOption({ label: 'Tháng' });
  await expect(dialog).toContainText('Kỳ 12/2026: 15/11/2026 – 14/12/2026, hạn nộp 16/12/2026');
  await dialog.getByRole('button', { name: 'Mở kỳ', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(done(page)).toHaveText(/^Đã mở Kỳ 12\/2026: tạo \d+ báo cáo\.$/);
  await expect(done(page)).toBeFocused();
  await expect(row(page, 'Kỳ 12/2026')).toContainText('Hạn nộp 16/12/2026');

  // Locked, and open again: with a reason.
  await page.getByRole('button', { name: 'Khóa Kỳ 11/2026' }).click();
  await dialog.getByLabel('Lý do khóa (không bắt buộc)').fill('Đã tổng hợp');
  await dialog.getByRole('button', { name: 'Khóa kỳ' }).click();
  await expect(done(page)).toHaveText('Đã khóa Kỳ 11/2026.');
  await expect(november).toContainText('Đã khóa');
  await expect(november).toContainText('Lý do: Đã tổng hợp');
  await page.getByRole('button', { name: 'Mở lại Kỳ 11/2026' }).click();
  await dialog.getByRole('button', { name: 'Mở lại' }).click();
  await expect(dialog.getByText('Ghi lý do mở lại kỳ.')).toBeVisible();
  await expect(dialog.getByLabel('Lý do mở lại')).toBeFocused();
  await looked(page, info.project.name, 'period-reopen');
  await dialog.getByLabel('Lý do mở lại').fill('Bổ sung số liệu');
  await dialog.getByRole('button', { name: 'Mở lại' }).click();
  await expect(done(page)).toHaveText('Đã mở lại Kỳ 11/2026.');
  await expect(november).toContainText('Đang mở');
  quiet(page);

  await page.context().addCookies([{ name: 'tiendo_lang', value: 'en', url: server.url }]);
  await page.goto(`/ke-hoach/${plan}/ky`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reporting periods');
  await expect(row(page, 'Period 12/2026')).toContainText('Due 16/12/2026');
  await accessible(page);
  await fits(page);
});

test('the rule is changed, with an example that follows; a wrong field says so', async ({ as }, info) => {
  const page = await as('dieuphoi.danang');
  const plan = await planOf(page, '48');
  await go(page, `/ke-hoach/${plan}/ky`);
  const example = page.locator('#vi-du');
  await expect(example).toContainText('Kỳ 12/2026: 15/11/2026 – 14/12/2026, hạn nộp 16/12/2026');
  const cutoff = page.getByLabel('Ngày chốt số liệu hằng tháng');
  await cutoff.fill('29');
  await page.getByLabel('Hạn nộp, số ngày làm việc sau ngày chốt').fill('3');
  await page.getByRole('button', { name: 'Lưu quy tắc' }).click();
  await expect(page.getByText('Ngày chốt số liệu không hợp lệ.', { exact: false })).toBeVisible();
  await expect(cutoff).toBeFocused();
  await expect(cutoff).toHaveAttribute('aria-invalid', 'true');
  await expect(cutoff).toHaveValue('29');
  await looked(page, info.project.name, 'period-rule-wrong');
  await cutoff.fill('20');
  await page.getByLabel('Gia hạn trước khi tự khóa, số ngày làm việc').fill('2');
  await expect(example).toContainText(
    'Kỳ 12/2026: 21/11/2026 – 20/12/2026, hạn nộp 23/12/2026, tự khóa sau ngày 25/12/2026',
  );
  // On a slow network nothing is called done beside what it has changed.
  const slow = await held(page, '**/api/v1/plans/*/periods');
  const save = page.getByRole('button', { name: 'Lưu quy tắc' });
  await save.click();
  await slow.arrived;
  await expect(save).toBeDisabled();
  await expect(done(page)).toBeEmpty();
  slow.release();
  await expect(done(page)).toContainText('Đã lưu quy tắc.');
  // What is opened from now on follows it; what is open does not.
  await page.getByRole('button', { name: 'Mở kỳ mới' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Kỳ 12/2026: 21/11/2026 – 20/12/2026, hạn nộp 23/12/2026');
  await page.keyboard.press('Escape');
  await expect(row(page, 'Kỳ 11/2026')).toContainText('Hạn nộp 17/11/2026');
  quiet(page);
});

test('a threshold is amended from a day: before and after on the overview and on the plan', async ({ as }, info) => {
  const page = await as('dieuphoi.danang');
  const plan = await planOf(page, '48');
  const whole = await api<Plan & { target_groups: { targets: { measures: { threshold?: { unit: string } }[] }[] }[] }>(
    page,
    `plans/${plan}`,
  );
  const targets = whole.target_groups.flatMap((group) => group.targets);
  const target = targets.find((each) =>
    each.measures.some((measure) => measure.role === 'headline' && measure.kind === 'ratio'),
  );
  const measure = target?.measures.find((each) => each.role === 'headline' && each.kind === 'ratio');
  if (target === undefined || measure === undefined) throw new Error('no ratio');
  await go(page, `/ke-hoach/${plan}`);
  await page.getByRole('link', { name: 'Thay đổi của kế hoạch' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Thay đổi của kế hoạch');
  await looked(page, info.project.name, 'plan-changes-none');
  const dialog = page.getByRole('dialog');

  const amend = async (value: string, from: string) => {
    await page.getByRole('button', { name: 'Điều chỉnh ngưỡng' }).click();
    await dialog.getByRole('searchbox').fill(target.text.slice(0, 40));
    await dialog.locator('.picker button').filter({ hasText: target.text.slice(0, 40) }).first().click();
    await dialog.getByLabel('Dấu so sánh').selectOption({ label: 'Từ … trở lên (≥)' });
    await dialog.getByLabel('Ngưỡng mới, %').fill(value);
    await dialog.getByLabel('Ngày có hiệu lực').fill(from);
  };
  await page.getByRole('button', { name: 'Điều chỉnh ngưỡng' }).click();
  await dialog.getByRole('button', { name: 'Ghi nhận' }).click();
  await expect(dialog.getByText('Chọn chỉ tiêu được điều chỉnh.')).toBeVisible();
  await looked(page, info.project.name, 'plan-amend-pick');
  await page.keyboard.press('Escape');
  await amend('chín mươi', '2026-11-01');
  await dialog.getByRole('button', { name: 'Ghi nhận' }).click();
  await expect(dialog.getByLabel('Ngưỡng mới, %')).toBeFocused();
  await expect(dialog.getByLabel('Ngày có hiệu lực')).toHaveValue('2026-11-01');
  await dialog.getByLabel('Ngưỡng mới, %').fill('93,5');
  await dialog.getByLabel('Văn bản điều chỉnh (không bắt buộc)').fill('Quyết định số 12/QĐ-UBND');
  await expect(dialog).toContainText(/Từ ngày 01\/11\/2026: ≥\s93,5\s%, thay cho/);
  await looked(page, info.project.name, 'plan-amend');
  await dialog.getByRole('button', { name: 'Ghi nhận' }).click();
  await expect(done(page)).toContainText(/Đã ghi nhận: .* ≥\s93,5\s% từ ngày 01\/11\/2026\./);
  await expect(done(page)).toBeFocused();
  await expect(row(page, 'Từ ngày 01/11/2026')).toContainText('Đang áp dụng');
  await expect(row(page, 'Từ ngày 01/11/2026')).toContainText('Văn bản: Quyết định số 12/QĐ-UBND');
  // A day in the future.
  await amend('96', '2026-12-01');
  await dialog.getByRole('button', { name: 'Ghi nhận' }).click();
  await expect(row(page, 'Từ ngày 01/12/2026')).toContainText('Chưa đến ngày áp dụng');
  await expect(row(page, 'Từ ngày 01/12/2026')).toContainText(/≥\s93,5\s% → ≥\s96\s%/);
  await looked(page, info.project.name, 'plan-changes');

  await page.getByRole('link', { name: 'Nội dung kế hoạch' }).click();
  const item = page.locator('.plan-items > li').filter({ hasText: target.text }).first();
  await expect(item).toContainText(/≥\s93,5\s%/);
  await expect(item).toContainText(/từ ngày 01\/11\/2026 \(trước: ≥\s\d/);
  await expect(item).toContainText(/từ ngày 01\/12\/2026: ≥\s96\s%/);
  await item.scrollIntoViewIfNeeded();
  await item.locator('summary').click();
  await looked(page, info.project.name, 'plan-amended');

  for (const [period, holds] of [['2026-M10', false], ['2026-M11', true]] as const) {
    await go(page, `/tong-quan/${plan}/chi-tieu/${measure.id}?ky=${period}`);
    await expect(page.locator('main')).toContainText(/≥\s\d/);
    const sees = expect(page.locator('main'), period);
    await (holds ? sees.toContainText(/≥\s93,5\s%/) : sees.not.toContainText(/≥\s93,5\s%/));
  }
  quiet(page);
});

test('a task is called off and taken up again; a line is unlinked and linked', async ({ as, server }, info) => {
  const page = await as('dieuphoi.danang');
  const plan = await planOf(page, 'Xã Tam Mỹ');
  const task = (await api<Plan>(page, `plans/${plan}`)).task_groups.flatMap((group) => group.tasks)[0];
  if (task === undefined) throw new Error('no task');
  await go(page, `/ke-hoach/${plan}/thay-doi`);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Hủy nhiệm vụ' }).click();
  await dialog.getByRole('button', { name: 'Hủy nhiệm vụ' }).click();
  await expect(dialog.locator('.finding.error')).toHaveCount(3);
  await dialog.locator('.picker button').filter({ hasText: task.name.slice(0, 40) }).first().click();
  await dialog.getByLabel('Hủy từ ngày').fill('2026-11-01');
  await dialog.getByLabel('Lý do hủy').fill('Bộ đã dừng nhiệm vụ');
  await looked(page, info.project.name, 'plan-cancel-task');
  await dialog.getByRole('button', { name: 'Hủy nhiệm vụ' }).click();
  await expect(done(page)).toHaveText(`Đã hủy nhiệm vụ ${task.no} từ ngày 01/11/2026.`);
  const cancelled = row(page, 'Đã hủy từ 01/11/2026');
  await expect(cancelled).toContainText('Lý do: Bộ đã dừng nhiệm vụ');
  // Readers see it on the plan.
  await go(page, `/ke-hoach/${plan}`);
  const item = page.locator('.plan-items > li').filter({ hasText: 'Đã hủy từ 01/11/2026' });
  await expect(item).toContainText(task.name);
  await item.scrollIntoViewIfNeeded();
  await looked(page, info.project.name, 'plan-cancelled');
  await go(page, `/ke-hoach/${plan}/thay-doi`);
  await cancelled.getByRole('button', { name: `Khôi phục nhiệm vụ ${task.no}` }).click();
  await dialog.getByRole('button', { name: 'Khôi phục' }).click();
  await expect(dialog.getByText('Ghi lý do khôi phục nhiệm vụ.')).toBeVisible();
  await dialog.getByLabel('Lý do khôi phục').fill('Bộ yêu cầu làm tiếp');
  await dialog.getByRole('button', { name: 'Khôi phục' }).click();
  await expect(done(page)).toHaveText(`Đã khôi phục nhiệm vụ ${task.no}.`);
  await expect(cancelled).toHaveCount(0);

  // Unlinked, it is listed; linked again, it is not.
  const linked = page.locator('.plan-linked');
  await linked.locator('summary').click();
  const first = linked.locator('.admin-entry').first();
  const text = (await first.locator('p').first().innerText()).trim();
  const above = (await first.locator('.muted').first().innerText()).replace('Thực hiện: ', '').trim();
  await first.getByRole('button', { name: /^Bỏ gắn/ }).click();
  await looked(page, info.project.name, 'plan-unlink');
  await dialog.getByRole('button', { name: 'Bỏ gắn' }).click();
  await expect(done(page)).toContainText('Đã bỏ gắn dòng');
  const unlinked = page.locator('section[aria-labelledby="chua-gan"] .admin-entry').filter({ hasText: text });
  await expect(unlinked).toBeVisible();
  await looked(page, info.project.name, 'plan-unlinked');
  await unlinked.getByRole('button', { name: /^Gắn dòng/ }).click();
  await dialog.getByRole('button', { name: 'Gắn', exact: true }).click();
  await expect(dialog.getByText('Chọn dòng cấp trên.')).toBeVisible();
  await dialog.getByRole('searchbox').fill(above.slice(0, 60));
  await looked(page, info.project.name, 'plan-link');
  await dialog.locator('.picker button').first().click();
  await dialog.getByRole('button', { name: 'Gắn', exact: true }).click();
  await expect(done(page)).toContainText('Đã gắn dòng');
  await expect(unlinked).toHaveCount(0);
  quiet(page);

  await page.context().addCookies([{ name: 'tiendo_lang', value: 'en', url: server.url }]);
  await page.goto(`/ke-hoach/${plan}/thay-doi`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Changes of the plan');
  await expect(page.getByRole('button', { name: 'Amend a threshold' })).toBeVisible();
  await accessible(page);
  await fits(page);
});

test('a day off moves the due days of what is open, and the calendar says so', async ({ as }, info) => {
  const page = await as('quantri');
  await go(page, '/quan-tri/lich');
  await page.getByRole('button', { name: 'Thêm ngày' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Ngày', { exact: true }).fill('2026-11-17');
  await dialog.getByLabel('Tên gọi').fill('Nghỉ bão');
  await dialog.getByLabel('Văn bản làm căn cứ').fill('Công điện số 1/CĐ-UBND');
  await dialog.getByRole('button', { name: 'Lưu' }).click();
  await expect(done(page)).toContainText(
    /Kỳ 11\/2026: hạn nộp chuyển từ 17\/11\/2026 sang 18\/11\/2026 \(\d+ kế hoạch\)\./,
  );
  await looked(page, info.project.name, 'calendar-moved');
  await page.getByRole('button', { name: 'Bỏ 17/11/2026' }).click();
  await dialog.getByRole('button', { name: 'Bỏ khỏi lịch' }).click();
  await expect(done(page)).toContainText('hạn nộp chuyển từ 18/11/2026 sang 17/11/2026');
  quiet(page);
});

test('who leads sees the periods, who reports neither', async ({ as }) => {
  const leader = await as('lanhdao.danang');
  const plan = await planOf(leader, '48');
  await go(leader, `/ke-hoach/${plan}`);
  await expect(leader.getByRole('link', { name: 'Kỳ báo cáo' })).toBeVisible();
  await expect(leader.getByRole('link', { name: 'Thay đổi của kế hoạch' })).toHaveCount(0);
  await go(leader, `/ke-hoach/${plan}/thay-doi`);
  await expect(leader.getByText('Đầu mối theo dõi của đơn vị ghi nhận thay đổi.')).toBeVisible();
  await expect(leader.getByRole('button', { name: /^(Điều chỉnh ngưỡng|Hủy nhiệm vụ|Gắn|Bỏ gắn)/ })).toHaveCount(0);
  await accessible(leader);

  const reporter = await as('canbo.tammy');
  const own = await planOf(reporter, 'Xã Tam Mỹ');
  await reporter.goto(`/ke-hoach/${own}`);
  await expect(reporter.locator('.plan-head')).toBeVisible();
  await expect(reporter.getByRole('navigation', { name: 'Theo dõi kế hoạch' })).toHaveCount(0);
  await reporter.goto(`/ke-hoach/${own}/ky`);
  await expect(reporter.getByText('Đầu mối theo dõi và lãnh đạo của đơn vị mở, khóa kỳ', { exact: false })).toBeVisible();
  await expect(reporter.getByRole('button', { name: /^(Mở kỳ|Khóa|Mở lại|Lưu)/ })).toHaveCount(0);
  await accessible(reporter);
  await fits(reporter);
});
