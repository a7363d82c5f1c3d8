import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { artefacts, binary, template, work } from './paths.ts';

/** Loads the demonstration once; every test starts from a copy of that database. */
export default function globalSetup(): void {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  mkdirSync(artefacts, { recursive: true });
  execFileSync(binary, ['demo', '--database-url', `sqlite://${template}`], { stdio: 'inherit' });
}
