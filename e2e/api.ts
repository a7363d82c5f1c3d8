import type { Page } from '@playwright/test';

/** Asks the API as the page does: with its cookies, from its origin. */
export async function api<T>(page: Page, path: string, init?: { method: string; body?: unknown }): Promise<T> {
  return page.evaluate(
    async ([path, init]) => {
      const answer = await fetch(`/api/v1/${path}`, {
        method: init?.method ?? 'GET',
        headers: init?.body === undefined ? {} : { 'content-type': 'application/json' },
        body: init?.body === undefined ? undefined : JSON.stringify(init.body),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? null : answer.json();
    },
    [path, init] as const,
  ) as Promise<T>;
}

/** The HTTP status of a GET, for what must not be seen. */
export async function status(page: Page, path: string): Promise<number> {
  return page.evaluate(async (path) => (await fetch(`/api/v1/${path}`)).status, path);
}

export type Entry = { numerator?: string; denominator?: string; reached?: boolean; progress?: string };
export type Line = { id: string; kind: string; entry: Entry; version: number };
export type Report = { id: string; plan: string; state: string; version: number; lines: Line[] };
export type Work = { to_report: { id: string; state: string }[]; to_approve: { id: string }[] };
export type Measure = { id: string; kind: string; role: string };
export type Plan = {
  target_groups: { targets: { id: string; no: string; text: string; measures: Measure[] }[] }[];
  task_groups: { tasks: { id: string; no: string; name: string }[] }[];
};
export type Figure = { numerator: string; denominator: string; per_mille: number; coverage: Record<string, number> };
export type Overview = {
  plan: { id: string };
  coverage: Record<string, number>;
  targets: { no: string; measures: { id: string; figure: Figure }[] }[];
};

/** Tam Mỹ's report of November with its plan. */
export async function tamMy(page: Page): Promise<{ report: Report; plan: Plan }> {
  const work = await api<Work>(page, 'work');
  const open = [...work.to_report, ...work.to_approve][0];
  if (open === undefined) throw new Error('nothing to report');
  const report = await api<Report>(page, `reports/${open.id}`);
  return { report, plan: await api<Plan>(page, `plans/${report.plan}`) };
}

/** A target whose only measure is a ratio that nobody has entered yet. */
export function openRatio(report: Report, plan: Plan): { no: string; target: string } {
  for (const target of plan.target_groups.flatMap((group) => group.targets)) {
    const measures = target.measures.filter((measure) => measure.role === 'headline');
    const [measure] = measures;
    const line = report.lines.find((line) => line.id === `m:${measure?.id}`);
    const empty = line !== undefined && line.entry.numerator === undefined;
    if (measure !== undefined && measures.length === 1 && measure.kind === 'ratio' && empty) {
      return { no: target.no, target: target.id };
    }
  }
  throw new Error('every ratio is entered');
}

/** The city's figure of the target with that number; its own plan numbers them alike. */
export async function cityFigure(page: Page, no: string, basis: string): Promise<{ figure: Figure; all: Overview }> {
  const [choice] = await api<{ plan: { id: string } }[]>(page, 'overviews');
  const all = await api<Overview>(page, `overviews/${choice?.plan.id}?period=2026-M11&basis=${basis}`);
  const found = all.targets.find((each) => each.no === no)?.measures[0];
  if (found === undefined) throw new Error(`the city has no target ${no}`);
  return { figure: found.figure, all };
}
