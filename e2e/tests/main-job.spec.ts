import { cityFigure, openRatio, tamMy } from '../api.ts';
import { accessible, expect, fits, picture, quiet, test } from '../fixtures.ts';

test('a report goes from the phone to the city, figure by figure', async ({ as }, info) => {
  const project = info.project.name;
  const reporter = await as('canbo.tammy');
  const leader = await as('lanhdao.danang');
  const { report, plan } = await tamMy(reporter);
  const { target, no } = openRatio(report, plan);
  const before = await cityFigure(leader, no, 'approved');

  // The reporter finds the report among what is due and enters the first open target.
  await expect(reporter.getByRole('heading', { level: 1 })).toHaveText('Việc cần báo cáo');
  await picture(reporter, project, 'work');
  await reporter.locator(`a[href^="/bao-cao/${report.id}"]`).first().click();
  await expect(reporter.getByText(/\d+\/32 chỉ tiêu/).first()).toBeVisible();
  await picture(reporter, project, 'report');
  await reporter.goto(`/bao-cao/${report.id}/chi-tieu/${target}`);
  const [numerator, denominator] = [reporter.getByLabel('Số đã thực hiện'), reporter.getByLabel('Tổng số', { exact: true })];
  await numerator.fill('1.234,5');
  await denominator.fill('1.500');
  await expect(reporter.getByText(/82,3\s%/).first()).toBeVisible();
  await denominator.press('Tab');
  await expect(reporter.getByText(/Máy chủ đã nhận/).first()).toBeVisible();
  await picture(reporter, project, 'target');

  // What was typed is still there after a reload.
  await reporter.reload();
  await expect(numerator).toHaveValue('1.234,5');
  await expect(denominator).toHaveValue('1.500');

  await reporter.goto(`/bao-cao/${report.id}/gui`);
  await expect(reporter.getByRole('heading', { level: 1 })).toHaveText('Xem lại và gửi');
  await picture(reporter, project, 'submit');
  await reporter.getByRole('button', { name: /^Gửi/ }).click();
  await expect(reporter.getByText('Đã gửi báo cáo').first()).toBeVisible();
  quiet(reporter);

  // Nothing moves among the approved figures until the leader approves.
  const waiting = await cityFigure(leader, no, 'approved');
  expect(waiting.figure).toEqual({ ...before.figure, coverage: { ...before.figure.coverage, reported: 92 } });

  const approver = await as('lanhdao.tammy');
  await approver.goto(`/bao-cao/${report.id}/duyet`);
  await expect(approver.getByRole('heading', { level: 1 })).toBeVisible();
  await picture(approver, project, 'review');
  await accessible(approver);
  await approver.getByRole('button', { name: 'Duyệt tất cả' }).click();
  await approver.getByRole('dialog').getByRole('button', { name: 'Duyệt báo cáo' }).click();
  await expect(approver.getByText(/Đã duyệt báo cáo/).first()).toBeVisible();
  quiet(approver);

  // The city's figure grows by exactly what the commune reported.
  const after = await cityFigure(leader, no, 'approved');
  expect(Number(after.figure.numerator) - Number(before.figure.numerator)).toBeCloseTo(1234.5, 6);
  expect(Number(after.figure.denominator) - Number(before.figure.denominator)).toBe(1500);
  expect(after.all.coverage).toMatchObject({ expected: 94, reported: 92, approved: 89 });
  await leader.goto(`/tong-quan/${after.all.plan.id}?ky=2026-M11`);
  await expect(leader.getByText(/92\/94 xã, phường đã báo cáo/).first()).toBeVisible();
  await fits(leader);
  await picture(leader, project, 'overview');
  quiet(leader);
});

test('a returned line comes back to the reporter with its reason, and is sent again', async ({ as }, info) => {
  const project = info.project.name;
  const reporter = await as('canbo.tammy');
  const { report } = await tamMy(reporter);
  await reporter.goto(`/bao-cao/${report.id}/gui`);
  await reporter.getByRole('button', { name: /^Gửi/ }).click();
  await expect(reporter.getByText('Đã gửi báo cáo').first()).toBeVisible();

  const approver = await as('lanhdao.tammy');
  await approver.goto(`/bao-cao/${report.id}/duyet`);
  const line = approver.locator('.review-line').first();
  await line.locator('summary').first().click();
  await line.getByRole('button', { name: 'Trả lại dòng này' }).click();
  await line.getByRole('textbox', { name: 'Lý do trả lại' }).fill('Số mẫu giảm, vì sao?');
  await picture(approver, project, 'review-return');
  await approver.getByRole('button', { name: 'Trả lại 1 dòng' }).click();
  await approver.getByRole('dialog').getByRole('button', { name: 'Trả lại 1 dòng' }).click();
  await expect(approver.getByText(/Đã trả lại báo cáo/).first()).toBeVisible();
  quiet(approver);

  await reporter.goto(`/bao-cao/${report.id}`);
  await expect(reporter.getByText('Bị trả lại').first()).toBeVisible();
  const back = await tamMy(reporter);
  expect(back.report.state).toBe('returned');
  const returned = back.report.lines.find((each) => 'returned' in each && each.returned !== null);
  const measure = returned?.id.replace('m:', '').replace('t:', '');
  const target = back.plan.target_groups
    .flatMap((group) => group.targets)
    .find((each) => each.measures.some((one) => one.id === measure));
  await reporter.goto(
    target === undefined
      ? `/bao-cao/${report.id}/nhiem-vu/${measure}`
      : `/bao-cao/${report.id}/chi-tieu/${target.id}`,
  );
  await expect(reporter.getByText('Số mẫu giảm, vì sao?').first()).toBeVisible();
  await picture(reporter, project, 'returned-line');
  await reporter.getByLabel('Ghi chú, giải trình').or(reporter.getByLabel('Kết quả, minh chứng')).first().fill('Đã đối chiếu với sổ theo dõi');
  await reporter.keyboard.press('Tab');
  await expect(reporter.getByText(/Máy chủ đã nhận/).first()).toBeVisible();
  await reporter.goto(`/bao-cao/${report.id}/gui`);
  await reporter.getByRole('button', { name: /^Gửi/ }).click();
  await expect(reporter.getByText('Đã gửi báo cáo').first()).toBeVisible();
  expect((await tamMy(approver)).report.state).toBe('submitted');
  quiet(reporter);
});
