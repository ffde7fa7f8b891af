import { readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { constants, createGunzip, createZstdDecompress } from "node:zlib";
import { GarbageLimit } from "./garbage.ts";

/** Takes a capture or a log piece by piece; false when it wants no more. `CaptureReader` is one. */
export interface ByteSink {
  feed(chunk: Uint8Array): boolean;
}

/**
 * How the bytes came: as they are, or packed. `damage` says why a packed stream could not be unpacked to its end; the
 * runtime's zstd is silent about a stream that just ends, so that only who reads the content can tell, by what is
 * cut.
 */
export interface Unpacked {
  readonly packing: "none" | "gzip" | "zstd";
  /** Bytes of the file, and what they were unpacked to, as far as they were read. */
  readonly packedBytes: number;
  readonly bytes: number;
  readonly damage: string | null;
}

/** Ours: what the kernel copies is still in the processor's cache when it is parsed. */
const CHUNK_BYTES = 1 << 18;
/** Unpacked at a time: what a decompression bomb can make of memory. */
const UNPACKED_CHUNK_BYTES = 1 << 18;
/** Largest window that `zstd --long` makes by default (2^27); a frame that asks for more is refused. */
const ZSTD_WINDOW_LOG = 27;

/**
 * Streams a file into a reader, unpacking gzip and zstd on the way. Memory does not depend on the file's size, nor
 * on what it unpacks to.
 *
 * @param path a file, a pipe or `-` for standard input.
 * @param progress called with the bytes of the file that were read so far.
 */
export async function readPackedFile(
  path: string,
  sink: ByteSink,
  progress: (packedBytes: number) => void = () => undefined,
): Promise<Unpacked> {
  const file = await open(path === "-" ? "/dev/stdin" : path, "r");
  try {
    const source = new Source(file, (await file.stat()).isFile(), progress);
    const first = await source.next(4);
    const packing = packingOf(first);
    if (packing === "none") return await plain(first, source, sink);
    return await unpack(packing, first, source, sink);
  } finally {
    await file.close();
  }
}

/** Reads a file piece by piece into one buffer. */
class Source {
  bytes = 0;
  private readonly file: FileHandle;
  /** A file answers at once; a pipe may wait for its writer, and must not hold up the program. */
  private readonly isRegular: boolean;
  private readonly progress: (packedBytes: number) => void;
  private readonly garbage = new GarbageLimit();
  private readonly buffer = new Uint8Array(CHUNK_BYTES);

  constructor(file: FileHandle, isRegular: boolean, progress: (packedBytes: number) => void) {
    this.file = file;
    this.isRegular = isRegular;
    this.progress = progress;
  }

  /** At least so many bytes, fewer only at the end, none behind it. They are good until the next call. */
  async next(atLeast: number): Promise<Uint8Array> {
    let filled = 0;
    while (filled < atLeast) {
      const bytesRead = await this.read(filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    this.bytes += filled;
    this.garbage.check(filled);
    this.progress(this.bytes);
    return this.buffer.subarray(0, filled);
  }

  private async read(filled: number): Promise<number> {
    const { file, buffer } = this;
    if (this.isRegular) return readSync(file.fd, buffer, filled, CHUNK_BYTES - filled, null);
    return (await file.read(buffer, filled, CHUNK_BYTES - filled, null)).bytesRead;
  }
}

/** RFC 1952, RFC 8878. A zstd file may begin with a skippable frame, 0x184d2a50…5f. */
function packingOf(bytes: Uint8Array): Unpacked["packing"] {
  const [a, b, c, d] = bytes;
  if (a === 0x1f && b === 0x8b && c === 8) return "gzip";
  if (b === 0xb5 && c === 0x2f && d === 0xfd && a === 0x28) return "zstd";
  return a !== undefined && a >>> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18
    ? "zstd"
    : "none";
}

async function plain(first: Uint8Array, source: Source, sink: ByteSink): Promise<Unpacked> {
  let chunk = first;
  while (chunk.length > 0 && sink.feed(chunk)) chunk = await source.next(1);
  return { packing: "none", packedBytes: source.bytes, bytes: source.bytes, damage: null };
}

function unpacker(packing: "gzip" | "zstd") {
  return packing === "gzip"
    ? createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES })
    : createZstdDecompress({
        chunkSize: UNPACKED_CHUNK_BYTES,
        params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG },
      });
}

/**
 * The next piece is read only when the last one was unpacked and taken, so what is in memory is one piece of either
 * side.
 */
// oxlint-disable-next-line max-params -- what kind, what was read already, where the rest is, who takes it
async function unpack(
  packing: "gzip" | "zstd",
  first: Uint8Array,
  source: Source,
  sink: ByteSink,
): Promise<Unpacked> {
  const stream = unpacker(packing);
  let bytes = 0;
  const garbage = new GarbageLimit();
  let isWanted = true;
  let damage: string | null = null;
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    garbage.check(chunk.length);
    if (isWanted) isWanted = sink.feed(chunk);
  });
  const ended = new Promise<void>((resolve) => {
    stream.once("end", resolve);
    stream.once("close", resolve);
    stream.once("error", (error) => {
      damage = error.message;
      resolve();
    });
  });
  const isGoingOn = (): boolean => isWanted && damage === null;
  for (let chunk = first; chunk.length > 0 && isGoingOn(); chunk = await source.next(1)) {
    const written = new Promise<void>((resolve) => void stream.write(chunk, () => resolve()));
    await Promise.race([written, ended]);
  }
  if (isGoingOn()) stream.end();
  else stream.destroy();
  await ended;
  return { packing, packedBytes: source.bytes, bytes, damage };
}
