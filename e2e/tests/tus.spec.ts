// A stranger's client of the upload protocol, tus-js-client, against our server: no browser, no code
// of ours on the client's side.

import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import * as tus from 'tus-js-client';
import type { Report, Work } from '../api.ts';
import { expect, test, type Server } from '../fixtures.ts';
import { work } from '../paths.ts';

const MB = 1024 * 1024;

/** What its type definitions leave out of the Node version. */
const { FileUrlStorage } = tus as unknown as { FileUrlStorage: new (file: string) => tus.UploadOptions['urlStorage'] };

type Evidence = { id: string; name: string; media_type: string; size: number };
type Answer = { method: string; status: number; offset: number };

/** Someone who works with the API and no browser. */
class Client {
  private constructor(
    readonly server: Server,
    readonly headers: { authorization: string },
    readonly report: string,
    readonly line: string,
  ) {}

  static async of(server: Server, username: string): Promise<Client> {
    const answer = await fetch(`${server.url}/api/v1/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: 'tien-do-2026-demo' }),
    });
    const { access_token } = (await answer.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}` };
    const get = async <T>(path: string): Promise<T> =>
      (await fetch(`${server.url}/api/v1/${path}`, { headers })).json() as Promise<T>;
    const report = (await get<Work>('work')).to_report[0]?.id ?? '';
    const line = (await get<Report>(`reports/${report}`)).lines[0]?.id ?? '';
    return new Client(server, headers, report, line);
  }

  async evidence(): Promise<Evidence[]> {
    const answer = await fetch(`${this.server.url}/api/v1/reports/${this.report}`, { headers: this.headers });
    const report = (await answer.json()) as { lines: { id: string; evidence: Evidence[] }[] };
    return report.lines.find((line) => line.id === this.line)?.evidence ?? [];
  }

  async content(id: string): Promise<Buffer> {
    const answer = await fetch(`${this.server.url}/api/v1/evidence/${id}`, { headers: this.headers });
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  }

  options(answers: Answer[]): tus.UploadOptions {
    return {
      endpoint: `${this.server.url}/api/v1/evidence/uploads`,
      headers: this.headers,
      metadata: { report: this.report, line: this.line, filename: 'Số liệu tháng 11.csv', filetype: 'text/csv' },
      retryDelays: [100, 500, 1000, 2000],
      onAfterResponse: (request, response) => {
        const offset = Number(response.getHeader('Upload-Offset') ?? -1);
        answers.push({ method: request.getMethod(), status: response.getStatus(), offset });
      },
    };
  }
}

/** A table of five megabytes in which no two lines are alike. */
function table(): Buffer {
  const lines: string[] = [];
  for (let size = 0, n = 0; size < 5 * MB; n += 1) {
    const line = `${n},Xã Tam Mỹ,${(n * 7919) % 10007}\n`;
    size += Buffer.byteLength(line);
    lines.push(line);
  }
  return Buffer.from(lines.join(''));
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Uploads until it is done, or until `stop` says to hang up in the middle of a request. */
async function upload(bytes: Buffer, options: tus.UploadOptions, stop = Infinity): Promise<tus.Upload> {
  return new Promise((resolve, reject) => {
    let stopped = false;
    const sending = new tus.Upload(bytes, {
      ...options,
      onError: (error) => (stopped ? undefined : reject(error)),
      onSuccess: () => resolve(sending),
      onProgress: (sent) => {
        if (sent < stop || stopped) return;
        stopped = true;
        sending.abort().then(() => resolve(sending), reject);
      },
    });
    sending.findPreviousUploads().then((known) => {
      if (known[0] !== undefined) sending.resumeFromPreviousUpload(known[0]);
      sending.start();
    }, reject);
  });
}

test('tus-js-client uploads in chunks, hangs up, and goes on where it was', async ({ server }) => {
  const client = await Client.of(server, 'canbo.tammy');
  const bytes = table();
  const answers: Answer[] = [];
  const options = {
    ...client.options(answers),
    chunkSize: 2 * MB,
    urlStorage: new FileUrlStorage(join(mkdtempSync(join(work, 'tus-')), 'urls.json')),
  };
  // In the middle of the second chunk.
  await upload(bytes, options, 2.5 * MB);
  expect(await client.evidence()).toEqual([]);
  answers.length = 0;
  await upload(bytes, options);
  // It asked where to go on, and did not begin again.
  expect(answers[0]).toMatchObject({ method: 'HEAD', status: 200 });
  expect(answers[0]?.offset).toBeGreaterThanOrEqual(2 * MB);
  expect(answers.some((answer) => answer.method === 'POST')).toBe(false);

  const found = await client.evidence();
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    name: 'Số liệu tháng 11.csv',
    media_type: 'text/plain; charset=utf-8',
    size: bytes.length,
  });
  expect(sha256(await client.content(found[0]?.id ?? ''))).toBe(sha256(bytes));
});

test('tus-js-client goes on after the server was killed', async ({ server }) => {
  const client = await Client.of(server, 'canbo.tammy');
  const bytes = table();
  const answers: Answer[] = [];
  const options = {
    ...client.options(answers),
    metadata: { ...client.options([]).metadata, sha256: sha256(bytes) },
    chunkSize: MB,
    urlStorage: new FileUrlStorage(join(mkdtempSync(join(work, 'tus-')), 'urls.json')),
  };
  await upload(bytes, options, 3.5 * MB);
  const acknowledged = Math.max(...answers.map((answer) => answer.offset));
  await server.crash();
  answers.length = 0;
  await upload(bytes, options);
  expect(answers[0]).toMatchObject({ method: 'HEAD', status: 200 });
  expect(answers[0]?.offset).toBeGreaterThanOrEqual(acknowledged);
  const found = await client.evidence();
  expect(found).toHaveLength(1);
  expect(sha256(await client.content(found[0]?.id ?? ''))).toBe(sha256(bytes));
});

test('tus-js-client sends a small file with its creation, ends one, and is told what is refused', async ({ server }) => {
  const client = await Client.of(server, 'canbo.tammy');
  const answers: Answer[] = [];
  const small = { ...client.options(answers), uploadDataDuringCreation: true };
  await upload(Buffer.from('a,b\n1,2\n'), small);
  expect(answers).toMatchObject([{ method: 'POST', status: 201, offset: 8 }]);
  const [found] = await client.evidence();
  expect((await client.content(found?.id ?? '')).toString()).toBe('a,b\n1,2\n');

  const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(1000)]);
  const refused = await upload(program, { ...client.options([]), overridePatchMethod: true }).then(
    () => null,
    (error: tus.DetailedError) => error.originalResponse,
  );
  expect(refused?.getStatus()).toBe(422);
  expect(JSON.parse(refused?.getBody() ?? '{}')).toMatchObject({ code: 'file_type', title: 'Loại tệp không được nhận' });

  const half = await upload(table(), { ...client.options([]), chunkSize: MB }, 1.5 * MB);
  const url = half.url ?? '';
  await tus.Upload.terminate(url, { headers: client.headers });
  const gone = await fetch(url, { method: 'HEAD', headers: { ...client.headers, 'tus-resumable': '1.0.0' } });
  expect(gone.status).toBe(404);
  expect(await client.evidence()).toHaveLength(1);
});
