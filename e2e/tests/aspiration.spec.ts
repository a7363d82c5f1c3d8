import { api, type Report, type Work } from '../api.ts';
import { accessible, expect, fits, picture, test } from '../fixtures.ts';

type Threshold = { value: string; aspirational: boolean };
type Measure = { id: string; kind: string; role: string; threshold: Threshold | null };
type Summary = { id: string; unit: { id: string } };
type Whole = { target_groups: { targets: { id: string; no: string; measures: Measure[] }[] }[] };

test('what is striven for stands beside what binds: in the field, in the plan, in the figures', async ({ as }, info) => {
  const project = info.project.name;
  const desk = await as('dieuphoi.danang');
  const plans = await api<Summary[]>(desk, 'plans');
  const measure = async (unit: string) => {
    const id = plans.find((plan) => plan.unit.id === unit)?.id ?? '';
    const plan = await api<Whole>(desk, `plans/${id}`);
    const targets = plan.target_groups.flatMap((group) => group.targets);
    const target = targets.find((each) => each.no === '1.9');
    const of = target?.measures.find((each) => each.role === 'headline');
    expect(of?.threshold?.value).toBe('80');
    return { plan: id, target: target?.id ?? '', id: of?.id ?? '' };
  };
  const [own, city] = [await measure('21004'), await measure('48')];
  for (const { plan, id } of [own, city]) {
    const threshold = { comparator: 'eq', value: '100', unit: '%', surface: 'phấn đấu đạt', aspirational: true };
    const body = { effective_from: '2026-11-01', threshold };
    await api(desk, `plans/${plan}/measures/${id}/thresholds`, { method: 'POST', body });
  }

  // The field says both, and what has been typed against both.
  const reporter = await as('canbo.tammy');
  const work = await api<Work>(reporter, 'work');
  const report = await api<Report>(reporter, `reports/${work.to_report[0]?.id}`);
  await reporter.goto(`/bao-cao/${report.id}/chi-tieu/${own.target}`);
  const card = reporter.locator('.measure');
  await expect(card).toContainText(/≥\s80\s% · phấn đấu 100\s%/);
  const [numerator, denominator] = [reporter.getByLabel('Số đã thực hiện'), reporter.getByLabel('Tổng số', { exact: true })];
  await denominator.fill('486');
  await numerator.fill('412');
  await expect(card.locator('.figure')).toContainText(/đạt\s*\(≥\s80\s%\), chưa tới mức phấn đấu 100\s%/);
  await fits(reporter);
  await picture(reporter, project, 'aspiration-field');
  await accessible(reporter);
  await numerator.fill('300');
  await expect(card.locator('.figure')).toContainText('chưa đạt');
  await expect(card.locator('.figure')).not.toContainText('phấn đấu');
  await numerator.fill('486');
  await expect(card.locator('.figure')).toContainText('đạt mức phấn đấu');

  await reporter.goto(`/ke-hoach/${own.plan}`);
  await expect(reporter.locator('.plan-items')).toContainText([/≥\s80\s% · phấn đấu 100\s%/]);

  // The leader sees both, and that the city is not there yet.
  const leader = await as('lanhdao.danang');
  await leader.goto(`/tong-quan/${city.plan}/chi-tieu/${city.id}?ky=2026-M11&so=da-nhan`);
  await expect(leader.locator('.ov-facts')).toContainText(/Mức phấn đấu\s*100\s%: chưa đạt/);
  await fits(leader);
  await picture(leader, project, 'aspiration-proof');
  await leader.goto(`/tong-quan/${city.plan}?ky=2026-M11&so=da-nhan`);
  const row = leader.locator('.ov-figures tr', { has: leader.locator(`a[href*="${city.id}"]`) });
  const group = leader.locator('details', { has: row });
  if (!(await group.evaluate((details: HTMLDetailsElement) => details.open))) await group.locator('summary').first().click();
  await row.scrollIntoViewIfNeeded();
  await expect(row.locator('.ov-c-bar')).toContainText(/≥\s80\s%/);
  await expect(row.getByText(/phấn đấu 100\s%: chưa đạt · \d+\/94 xã, phường/)).toBeVisible();
  await fits(leader);
  await picture(leader, project, 'aspiration-overview');
});
