import type { Page } from '@playwright/test';
import { openRatio, tamMy } from '../api.ts';
import { denominator, entry, go, line, numerator, offline, online, ready, sent, state } from '../device.ts';
import { accessible, expect, fits, picture, test } from '../fixtures.ts';

// A period is locked while somebody enters figures in a valley without signal.

/** Locks the newest period of the city's plan, at the leader's desk. */
async function lock(desk: Page): Promise<void> {
  await go(desk, '/nop-muon');
  const period = desk.getByLabel('Kế hoạch và kỳ');
  const option = period.locator('option').filter({ hasText: 'Đà Nẵng' }).filter({ hasText: '11/2026' }).first();
  await period.selectOption(await option.getAttribute('value'));
  await desk.getByRole('button', { name: 'Khóa kỳ' }).click();
  await expect(desk.getByText(/Đã khóa, từ/)).toBeVisible();
}

/** Enters a ratio without a network, then finds one. */
async function enterOffline(phone: Page, here: string, n: string, d: string): Promise<void> {
  await go(phone, here);
  await numerator(phone).fill(n);
  await denominator(phone).fill(d);
  await expect(state(phone)).toContainText('Đã lưu trên máy');
}

test('locked while offline: what was entered becomes a request that a leader accepts', async ({ as }, info) => {
  const [phone, desk] = [await as('canbo.tammy'), await as('lanhdao.danang')];
  await ready(phone);
  const { report, plan } = await tamMy(phone);
  const { target } = openRatio(report, plan);
  const id = await line(phone, report.id, target);
  await offline(phone);
  await enterOffline(phone, `/bao-cao/${report.id}/chi-tieu/${target}`, '61', '70');
  await lock(desk);
  await accessible(desk);
  await fits(desk);
  await picture(desk, info.project.name, 'late-locked');

  await online(phone);
  await expect(state(phone)).toContainText('Đã xin nộp muộn, chờ quyết định');
  await expect(numerator(phone)).toHaveValue('61');
  expect((await entry(phone, report.id, id)).numerator).toBeUndefined();
  await fits(phone);
  await picture(phone, info.project.name, 'late-line');
  await go(phone, '/hang-doi');
  await expect(phone.getByText('Đã xin nộp muộn, chờ quyết định').first()).toBeVisible();
  await picture(phone, info.project.name, 'late-queue');

  await desk.reload();
  const row = desk.locator('.late-row').filter({ hasText: 'Tam Mỹ' }).first();
  await expect(row).toContainText('Chờ quyết định');
  await expect(row).toContainText(/Trần Thị Thu Hiền đề nghị lúc/);
  await accessible(desk);
  await picture(desk, info.project.name, 'late-desk');
  await row.getByRole('button', { name: 'Cho nộp muộn' }).click();
  await expect(row).toContainText('Đã cho nộp');
  expect(await entry(desk, report.id, id)).toMatchObject({ numerator: '61', denominator: '70' });

  // The device hears of it, and the report is open for what else is missing.
  await sent(phone);
  await go(phone, `/bao-cao/${report.id}/chi-tieu/${target}`);
  await expect(state(phone)).toContainText('Máy chủ đã nhận');
  await numerator(phone).fill('62');
  await expect.poll(async () => (await entry(phone, report.id, id)).numerator).toBe('62');
});

test('a request that is refused leaves the figures on the device, with the reason', async ({ as }, info) => {
  const [phone, desk] = [await as('canbo.tammy'), await as('lanhdao.danang')];
  await ready(phone);
  const { report, plan } = await tamMy(phone);
  const { target } = openRatio(report, plan);
  const id = await line(phone, report.id, target);
  await offline(phone);
  await enterOffline(phone, `/bao-cao/${report.id}/chi-tieu/${target}`, '31', '40');
  await lock(desk);
  await online(phone);
  await expect(state(phone)).toContainText('Đã xin nộp muộn');
  await desk.reload();
  const row = desk.locator('.late-row').filter({ hasText: 'Tam Mỹ' }).first();
  // Without a reason nobody is refused.
  await row.getByRole('button', { name: 'Từ chối' }).click();
  await expect(row.getByRole('alert')).toContainText(/lý do/i);
  await row.getByLabel(/^Lý do/).fill('Số liệu kỳ này đã tổng hợp, chuyển sang kỳ sau.');
  await row.getByRole('button', { name: 'Từ chối' }).click();
  await expect(row).toContainText('Đã từ chối');

  await expect(state(phone)).toContainText('Số liệu kỳ này đã tổng hợp');
  await expect(numerator(phone)).toHaveValue('31');
  expect((await entry(phone, report.id, id)).numerator).toBeUndefined();
  await fits(phone);
  await picture(phone, info.project.name, 'late-refused');
  await phone.reload();
  await expect(numerator(phone)).toHaveValue('31');
});
