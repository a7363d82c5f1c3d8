import { api } from '../api.ts';
import { accessible, expect, fits, picture, quiet, test } from '../fixtures.ts';
import type { Page } from '@playwright/test';

type Choice = { plan: { id: string } };

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

test('coverage, basis, period and boundaries: all of it in the address', async ({ as }, info) => {
  const page = await as('lanhdao.danang');
  const [choice] = await api<Choice[]>(page, 'overviews');
  await page.goto(`/tong-quan/${choice?.plan.id}?ky=2026-M11`);
  await settled(page);
  // Beside a figure stands who is behind it: counted of expected, waiting, late.
  const cover = page.locator('.ov-c-cover').first();
  await expect(cover).toHaveText(/^\d+\/\d+ xã, phường, \d+ chờ duyệt/);
  const approved = await page.locator('.ov-c-value').first().innerText();

  await page.getByRole('link', { name: 'Đã nhận' }).click();
  await expect(page).toHaveURL(/ky=2026-M11&so=da-nhan/);
  await settled(page);
  await expect(page.locator('.ov-c-value').first()).not.toHaveText(approved);

  // A quarter of the months that are open; the same choice stays.
  await page.getByLabel('Kỳ báo cáo').selectOption('2026-Q4');
  await expect(page).toHaveURL(/ky=2026-Q4&so=da-nhan/);
  await settled(page);
  await expect(page.locator('.ov-c-value')).not.toHaveCount(0);

  await page.getByLabel('Địa giới').selectOption('now');
  await expect(page).toHaveURL(/ky=2026-Q4&so=da-nhan&dg=hien-nay/);
  await settled(page);
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'figures-quarter');

  // The address alone shows another person the same.
  await page.reload();
  await settled(page);
  await expect(page.getByLabel('Kỳ báo cáo')).toHaveValue('2026-Q4');
  await expect(page.getByLabel('Địa giới')).toHaveValue('now');
  await page.goBack();
  await expect(page).not.toHaveURL(/dg=/);
  quiet(page);
});

test('a cumulative quarter is its last month', async ({ as }) => {
  const page = await as('lanhdao.danang');
  const [choice] = await api<Choice[]>(page, 'overviews');
  type Figures = { targets: { measures: { figure: { numerator: string; denominator: string } }[] }[] };
  const of = (period: string) => api<Figures>(page, `overviews/${choice?.plan.id}?period=${period}`);
  const plan = await api<{ target_groups: { targets: { measures: { role: string; accumulation: string }[] }[] }[] }>(
    page,
    `plans/${choice?.plan.id}`,
  );
  const kinds = plan.target_groups
    .flatMap((group) => group.targets)
    .flatMap((target) => target.measures.filter((measure) => measure.role === 'headline'))
    .map((measure) => measure.accumulation);
  const flat = (all: Figures) => all.targets.flatMap((target) => target.measures.map((measure) => measure.figure));
  const [quarter, october, november] = [flat(await of('2026-Q4')), flat(await of('2026-M10')), flat(await of('2026-M11'))];
  expect(new Set(kinds)).toContain('flow');
  kinds.forEach((kind, at) => {
    const sum = Number(october[at]?.numerator) + Number(november[at]?.numerator);
    const expected = kind === 'flow' ? sum : Number(november[at]?.numerator);
    expect(Number(quarter[at]?.numerator), `measure ${at}, ${kind}`).toBeCloseTo(expected, 6);
  });
});

test('a figure opens to the version, the people and the report behind it', async ({ as }, info) => {
  const page = await as('lanhdao.danang');
  const [choice] = await api<Choice[]>(page, 'overviews');
  await page.goto(`/tong-quan/${choice?.plan.id}?ky=2026-M11&so=da-nhan`);
  await settled(page);
  await page.locator('a.row-link[href*="/chi-tieu/"]').first().click();
  await settled(page);
  await expect(page.locator('.ov-whose')).toHaveText('Thành phố Đà Nẵng');
  const row = page.locator('.ov-children tbody tr').first();
  await expect(row.getByRole('link', { name: /Phiên bản báo cáo của/ })).toHaveText(/Phiên bản \d+/);
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'figures-proof');
  quiet(page);
});

test('the leader’s figures in English', async ({ as }, info) => {
  const page = await as('lanhdao.danang');
  await page.goto('/tai-khoan');
  await page.getByText('English', { exact: true }).click();
  const [choice] = await api<Choice[]>(page, 'overviews');
  await page.goto(`/tong-quan/${choice?.plan.id}?ky=2026-M11`);
  await settled(page);
  await expect(page.locator('.ov-c-cover').first()).toHaveText(/awaiting approval/);
  await expect(page.getByLabel('Boundaries')).toBeVisible();
  await accessible(page);
  await fits(page);
  await picture(page, info.project.name, 'figures-english');
});
