import { expect, test } from '../fixtures.ts';
import { bare, using, type Loose } from '../modules.ts';

// The encrypted file of unsent work.

test('a parcel comes back whole, with its passphrase only', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const seen = await using(page, 'parcel.js', async ({ seal, unseal }, _) => {
    const photo = new Blob([new Uint8Array([1, 2, 3, 255])], { type: 'image/jpeg' });
    const paper = new Blob(['công văn'], { type: 'text/plain' });
    const json = '{"entries":["Số liệu 412"]}';
    const file: Blob = await seal(json, [['b/1', photo], ['b/2', paper]], 'bốn từ để nhớ lâu'.normalize('NFD'));
    const open = async (file: Blob, passphrase: string) =>
      unseal(file, passphrase).then(() => 'opened', (error: Loose) => error.code);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const changed = (at: number, by: number) => {
      const copy = bytes.slice();
      copy[at] = (copy[at] ?? 0) + by;
      return new Blob([copy]);
    };
    // Another keyboard writes the same letters in another way.
    const whole = await unseal(file, 'bốn từ để nhớ lâu'.normalize('NFC'));
    const second: Blob = await seal(json, [], 'bốn từ để nhớ lâu');
    return {
      json: whole.json,
      blobs: await Promise.all(
        whole.blobs.map(async ([name, blob]: [string, Blob]) => [name, blob.type, [...new Uint8Array(await blob.arrayBuffer())]]),
      ),
      clear: new TextDecoder('latin1').decode(bytes).includes('entries'),
      wrong: await open(file, 'bốn từ để quên'),
      empty: await open(file, ''),
      flipped: await open(changed(bytes.length - 60, 1), 'bốn từ để nhớ lâu'),
      cut: await open(new Blob([bytes.slice(0, bytes.length - 5)]), 'bốn từ để nhớ lâu'),
      stub: await open(new Blob([bytes.slice(0, 20)]), 'bốn từ để nhớ lâu'),
      newer: await open(changed(8, 1), 'bốn từ để nhớ lâu'),
      foreign: await open(new Blob(['PK\u0003\u0004 a zip file']), 'bốn từ để nhớ lâu'),
      salted: new TextDecoder('latin1').decode(await second.slice(13, 41).arrayBuffer()) !==
        new TextDecoder('latin1').decode(await file.slice(13, 41).arrayBuffer()),
    };
  }, null);
  expect(seen).toEqual({
    json: '{"entries":["Số liệu 412"]}',
    blobs: [
      ['b/1', 'image/jpeg', [1, 2, 3, 255]],
      ['b/2', 'text/plain', [...Buffer.from('công văn')]],
    ],
    clear: false,
    wrong: 'passphrase',
    empty: 'passphrase',
    flipped: 'damaged',
    cut: 'damaged',
    stub: 'damaged',
    newer: 'newer',
    foreign: 'foreign',
    salted: true,
  });
});
