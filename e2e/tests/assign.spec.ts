import type { Page } from '@playwright/test';
import { api } from '../api.ts';
import { go } from '../device.ts';
import { accessible, expect, looked, picture, quiet, test } from '../fixtures.ts';

// A lead that is a class ("Các phòng, ban, trung tâm trực thuộc"): one assignment per member, each
// reports its own, the plan shows what they come to together.

type Summary = { id: string; title: string; unit: { id: string } };

async function officePlan(page: Page): Promise<string> {
  const plans = await api<Summary[]>(page, 'plans');
  const found = plans.find((plan) => plan.unit.id === '52.van-phong');
  if (found === undefined) throw new Error('no plan of the office');
  return found.id;
}

const row = (page: Page, name: RegExp) => page.locator('.admin-entry').filter({ hasText: name });

test('a task is assigned to departments, and they report it', async ({ as }, info) => {
  const page = await as('dieuphoi.vpubnd');
  const plan = await officePlan(page);
  await go(page, `/ke-hoach/${plan}`);
  await page.getByRole('link', { name: 'Phân công nhiệm vụ' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Phân công nhiệm vụ');
  // What the demonstration has assigned already.
  const training = row(page, /Bình dân học vụ số/);
  await expect(training.getByRole('list', { name: 'Đơn vị được giao' }).getByRole('listitem')).toHaveCount(4);
  // A class that the office has no members of waits to be assigned; nobody is chosen for it.
  const agencies = row(page, /Cắt giảm, đơn giản hóa thủ tục hành chính/);
  await expect(agencies).toContainText('Chủ trì: Các sở, ban, ngành tỉnh;');
  await looked(page, info.project.name, 'assignments');

  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Phân công nhiệm vụ 9' }).click();
  await dialog.getByRole('button', { name: 'Giao nhiệm vụ' }).click();
  await expect(dialog.locator('.finding.error')).toHaveText('Chưa chọn đơn vị. Chọn ít nhất một đơn vị để giao.');
  await dialog.getByRole('button', { name: 'Chọn tất cả' }).click();
  await dialog.getByLabel('Ban Tiếp công dân tỉnh').uncheck();
  await dialog.getByLabel('Phòng Hành chính - Tổ chức').uncheck();
  await looked(page, info.project.name, 'assign');
  await dialog.getByRole('button', { name: 'Giao nhiệm vụ' }).click();
  await expect(page.locator('#da-giao')).toHaveText('Đã giao nhiệm vụ 9 cho 2 đơn vị; mở thêm 0 báo cáo.');
  await expect(page.locator('#da-giao')).toBeFocused();
  const security = row(page, /an ninh mạng, an toàn thông tin/);
  await expect(security).toContainText('Trung tâm Tin học - Công báo, từ kỳ chốt 14/11/2026');
  quiet(page);

  // The member has both tasks in its one report, and no targets to look through.
  const member = await as('canbo.tinhoc');
  await member.getByRole('link', { name: /Kỳ 11\/2026/ }).click();
  await expect(member.getByRole('heading', { level: 1 })).toContainText('Trung tâm Tin học - Công báo');
  await expect(member.getByRole('navigation', { name: 'Phần của báo cáo' }).getByRole('link')).toHaveText([
    'Nhiệm vụ',
    'Khó khăn',
  ]);
  await expect(member.locator('a.line')).toHaveCount(2);
  await looked(member, info.project.name, 'report-assigned');
});

test('a task is withdrawn from a department, and assigned to it again', async ({ as }, info) => {
  const page = await as('dieuphoi.vpubnd');
  const plan = await officePlan(page);
  await go(page, `/ke-hoach/${plan}/phan-cong`);
  const training = row(page, /Bình dân học vụ số/);
  const dialog = page.getByRole('dialog');
  const change = page.getByRole('button', { name: 'Thu hồi hoặc giao lại nhiệm vụ 8' });
  await change.click();
  await dialog.getByLabel('Đơn vị').selectOption({ label: 'Trung tâm Tin học - Công báo' });
  await expect(dialog.getByLabel('Thu hồi từ ngày')).toHaveValue('2026-11-16');
  await dialog.getByRole('button', { name: 'Thu hồi', exact: true }).click();
  await expect(dialog.getByText('Ghi lý do thu hồi.')).toBeVisible();
  await expect(dialog.getByLabel('Lý do thu hồi')).toBeFocused();
  await dialog.getByLabel('Lý do thu hồi').fill('Giao nhầm đơn vị');
  await looked(page, info.project.name, 'assign-withdraw');
  await dialog.getByRole('button', { name: 'Thu hồi', exact: true }).click();
  const done = page.locator('#da-giao');
  await expect(done).toHaveText('Đã thu hồi nhiệm vụ 8 của Trung tâm Tin học - Công báo từ ngày 16/11/2026.');
  await expect(done).toBeFocused();
  await expect(training).toContainText('Trung tâm Tin học - Công báo, đã thu hồi từ 16/11/2026');

  await change.click();
  await dialog.getByLabel('Đơn vị').selectOption({ label: 'Trung tâm Tin học - Công báo (đã thu hồi)' });
  await dialog.getByRole('button', { name: 'Giao lại', exact: true }).click();
  await expect(dialog.getByText('Ghi lý do giao lại.')).toBeVisible();
  await dialog.getByLabel('Lý do giao lại').fill('Đúng đơn vị');
  await looked(page, info.project.name, 'assign-again');
  await dialog.getByRole('button', { name: 'Giao lại', exact: true }).click();
  await expect(done).toHaveText('Đã giao lại nhiệm vụ 8 cho Trung tâm Tin học - Công báo.');
  await expect(training).not.toContainText('đã thu hồi');
  quiet(page);
});

test('the aggregate of the members stands in the plan, down to who says so', async ({ as }, info) => {
  const page = await as('lanhdao.vpubnd');
  const plan = await officePlan(page);
  const overview = await api<{ task_groups: { tasks: { id: string; no: string }[] }[] }>(
    page,
    `overviews/${plan}?period=2026-M11`,
  );
  const task = overview.task_groups.flatMap((group) => group.tasks).find((each) => each.no === '8');
  await go(page, `/tong-quan/${plan}/nhiem-vu/${task?.id}?ky=2026-M11`);
  const parts = page.locator('main');
  for (const name of ['Phòng Hành chính - Tổ chức', 'Phòng Tổng hợp', 'Ban Tiếp công dân tỉnh', 'Trung tâm Tin học - Công báo']) {
    await expect(parts).toContainText(name);
  }
  await expect(parts).toContainText('14/14 cán bộ, công chức đã hoàn thành');
  await looked(page, info.project.name, 'assigned-proof');
});

test('the office says which tasks others report', async ({ as }, info) => {
  const page = await as('canbo.vpubnd');
  const all = await api<{ to_report: { id: string; unit: { id: string } }[] }>(page, 'work');
  const reports = await api<{ id: string; unit: { id: string }; period: string }[]>(page, 'reports?unit=52.van-phong');
  const own = reports.find((report) => report.period === '2026-M11' && report.unit.id === '52.van-phong');
  expect(all.to_report.every((report) => report.unit.id !== own?.id)).toBe(true);
  await go(page, `/bao-cao/${own?.id}?muc=nhiem-vu`);
  await expect(page.getByText('1 nhiệm vụ khác của kế hoạch do đơn vị được giao báo cáo.')).toBeVisible();
  await accessible(page);
  await picture(page, info.project.name, 'report-others');
});

test('who only reads sees who has what, and cannot assign', async ({ as }) => {
  const page = await as('lanhdao.vpubnd');
  const plan = await officePlan(page);
  await go(page, `/ke-hoach/${plan}/phan-cong`);
  await expect(page.getByText('Đầu mối theo dõi kế hoạch mới phân công được.')).toBeVisible();
  await expect(page.getByRole('button', { name: /Phân công nhiệm vụ/ })).toHaveCount(0);
  await page.goto(`/ke-hoach/${plan}/phan-cong`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  quiet(page);
});
