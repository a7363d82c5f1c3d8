import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** The server under test, as `cargo xtask build` leaves it. */
export const binary = process.env.TIENDO_BIN ?? join(root, 'target/release/tiendo');
/** The web app under test. */
export const site = process.env.TIENDO_SITE ?? join(root, 'target/site');
/** Databases and data folders of this run. */
export const work = join(tmpdir(), 'tiendo-e2e');
/** The demonstration's database, copied for every test. */
export const template = join(work, 'template.db');
/** Screenshots of every page, kept for people to look at. */
export const artefacts = join(import.meta.dirname, 'artefacts');
