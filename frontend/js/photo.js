// Makes a chosen file ready to be kept and sent: a photo becomes a JPEG of at most 1600 pixels, which
// also leaves behind where and when and with what it was taken (EXIF); other files stay as they are.

const LONGEST = 1600;
const QUALITY = 0.82;
// domain::evidence::MAX_BYTES
const MOST_BYTES = 20 * 1024 * 1024;
// A photo may come larger: it is made small before it is kept.
const MOST_PHOTO_BYTES = 60 * 1024 * 1024;

// What the server takes besides photos (domain::evidence::FileType), by ending: phones and desks do
// not agree on types. The server looks into the bytes.
const OFFICE = "application/vnd.openxmlformats-officedocument";
const OPEN = "application/vnd.oasis.opendocument";
const FILES = {
  pdf: "application/pdf",
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  odt: `${OPEN}.text`,
  ods: `${OPEN}.spreadsheet`,
  txt: "text/plain",
  csv: "text/csv",
};

// Why a file is not taken. `code`: "empty", "too_big", "type", "unreadable".
export class FileError extends Error {
  constructor(code, cause) {
    super(code, { cause });
    this.name = "FileError";
    this.code = code;
  }
}

// Returns { blob, name, type, size, sha256 }; throws a FileError.
export async function prepareFile(file) {
  if (file.size === 0) throw new FileError("empty");
  const prepared = isPhoto(file) ? await photo(file) : paper(file);
  if (prepared.blob.size > MOST_BYTES) throw new FileError("too_big");
  const digest = await crypto.subtle.digest("SHA-256", await prepared.blob.arrayBuffer());
  const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { ...prepared, size: prepared.blob.size, sha256 };
}

// A drawing (SVG) is a document with scripts, not a photo.
function isPhoto({ type }) {
  return type.startsWith("image/") && type !== "image/svg+xml";
}

function paper(file) {
  const type = FILES[file.name.toLowerCase().split(".").pop()];
  if (!type) throw new FileError("type");
  return { blob: file, name: file.name, type };
}

async function photo(file) {
  if (file.size > MOST_PHOTO_BYTES) throw new FileError("too_big");
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (error) {
    throw new FileError("unreadable", error);
  }
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const [canvas, encode] = surface(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  // What is transparent becomes white, as on paper.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const blob = await encode();
  if (blob?.type !== "image/jpeg") throw new FileError("unreadable");
  return { blob, name: `${file.name.replace(/\.[^.]*$/, "")}.jpg`, type: blob.type };
}

function surface(width, height) {
  const jpeg = { type: "image/jpeg", quality: QUALITY };
  if (typeof OffscreenCanvas === "function") {
    const canvas = new OffscreenCanvas(width, height);
    return [canvas, () => canvas.convertToBlob(jpeg)];
  }
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return [canvas, () => new Promise((resolve) => canvas.toBlob(resolve, jpeg.type, jpeg.quality))];
}
