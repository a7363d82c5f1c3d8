import { expect, test } from '../fixtures.ts';
import { bare, using, type Loose } from '../modules.ts';

// What becomes of a chosen file before it is kept.

test('a photo becomes small and forgets where it was taken', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const seen = await using(page, 'photo.js', async ({ prepareFile }, _) => {
    // A wide photo with a red left half, whose camera was held upright: EXIF says to turn it right.
    const canvas = new OffscreenCanvas(2400, 1200);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.fillStyle = '#0000ff';
    context.fillRect(0, 0, 2400, 1200);
    context.fillStyle = '#ff0000';
    context.fillRect(0, 0, 1200, 1200);
    const plain = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
    const note = [...new TextEncoder().encode('Tam My 15.43N 108.55E')];
    const exif = [
      ...[0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 2],
      // Orientation: 6.
      ...[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0],
      // ImageDescription, after the directory.
      ...[0x01, 0x0e, 0, 2, 0, 0, 0, note.length, 0, 0, 0, 38],
      ...[0, 0, 0, 0],
      ...note,
    ];
    const length = exif.length + 2;
    const taken = new Uint8Array([0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 255, ...exif, ...plain.slice(2)]);
    const out = await prepareFile(new File([taken], 'IMG_0412.HEIC.jpeg', { type: 'image/jpeg' }));
    const bytes = new TextDecoder('latin1').decode(await out.blob.arrayBuffer());
    const bitmap = await createImageBitmap(out.blob);
    const look = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d') as OffscreenCanvasRenderingContext2D;
    look.drawImage(bitmap, 0, 0);
    const top = [...look.getImageData(400, 200, 1, 1).data];
    const bottom = [...look.getImageData(400, 1400, 1, 1).data];
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await out.blob.arrayBuffer()));
    return {
      before: new TextDecoder('latin1').decode(taken).includes('Tam My'),
      exif: bytes.includes('Exif') || bytes.includes('Tam My'),
      shape: [bitmap.width, bitmap.height],
      top: (top[0] ?? 0) > 200 && (top[2] ?? 0) < 60,
      bottom: (bottom[2] ?? 0) > 200 && (bottom[0] ?? 0) < 60,
      name: out.name,
      type: out.type,
      size: out.size === out.blob.size && out.size < taken.length,
      hash: out.sha256 === [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    };
  }, null);
  expect(seen).toEqual({
    before: true,
    exif: false,
    shape: [800, 1600],
    top: true,
    bottom: true,
    name: 'IMG_0412.HEIC.jpg',
    type: 'image/jpeg',
    size: true,
    hash: true,
  });
});

test('other files stay as they are, and what the server does not take is told by name', async ({ browser, server }) => {
  const page = await bare(browser, server);
  const seen = await using(page, 'photo.js', async ({ prepareFile }, _) => {
    const file = (name: string, type: string, content: BlobPart) => new File([content], name, { type });
    const code = (file: File) => prepareFile(file).then((out: Loose) => out.type, (error: Loose) => error.code);
    const paper = file('Công văn 12.PDF', 'application/pdf', '%PDF-1.7 412');
    const out = await prepareFile(paper);
    const small = new OffscreenCanvas(40, 30);
    small.getContext('2d');
    const png = await small.convertToBlob({ type: 'image/png' });
    const shrunk = await createImageBitmap((await prepareFile(file('a.png', 'image/png', png))).blob);
    return {
      pdf: [out.name, out.type, out.size, await out.blob.text()],
      untyped: await code(file('bang.xlsx', '', 'PK')),
      csv: await code(file('bang.csv', 'application/vnd.ms-excel', 'a;b')),
      small: [shrunk.width, shrunk.height],
      empty: await code(file('a.pdf', 'application/pdf', '')),
      program: await code(file('a.exe', 'application/octet-stream', 'MZ')),
      drawing: await code(file('a.svg', 'image/svg+xml', '<svg/>')),
      broken: await code(file('a.jpg', 'image/jpeg', 'no photo')),
      big: await code(file('a.pdf', 'application/pdf', new Uint8Array(20 * 1024 * 1024 + 1))),
      huge: await code(file('a.jpg', 'image/jpeg', new Uint8Array(60 * 1024 * 1024 + 1))),
    };
  }, null);
  expect(seen).toEqual({
    pdf: ['Công văn 12.PDF', 'application/pdf', 12, '%PDF-1.7 412'],
    untyped: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    csv: 'text/csv',
    small: [40, 30],
    empty: 'empty',
    program: 'type',
    drawing: 'type',
    broken: 'unreadable',
    big: 'too_big',
    huge: 'too_big',
  });
});
