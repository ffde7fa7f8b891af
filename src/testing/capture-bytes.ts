/** Captures made for tests: the other direction of `src/capture`'s readers. */

export interface MadeFrame {
  readonly seconds: number;
  readonly nanoseconds: number;
  /** On the wire; the bytes are what was captured of it. */
  readonly length: number;
  readonly bytes: Uint8Array;
}

export interface PcapShape {
  readonly little: boolean;
  readonly isNano: boolean;
  readonly linkType: number;
  /** 16, or longer with bytes that mean nothing. */
  readonly recordHeaderBytes: 16 | 20 | 24;
  readonly magic?: number;
}

class Bytes {
  private readonly parts: Uint8Array[] = [];
  private readonly little: boolean;

  constructor(little: boolean) {
    this.little = little;
  }

  u16(...values: readonly number[]): this {
    for (const value of values) this.put(2, (view) => view.setUint16(0, value, this.little));
    return this;
  }

  u32(...values: readonly number[]): this {
    for (const value of values) this.put(4, (view) => view.setUint32(0, value >>> 0, this.little));
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.parts.push(bytes);
    return this;
  }

  done(): Uint8Array {
    const all = new Uint8Array(this.parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  private put(size: number, write: (view: DataView) => void): void {
    const bytes = new Uint8Array(size);
    write(new DataView(bytes.buffer));
    this.parts.push(bytes);
  }
}

export function pcapOf(frames: readonly MadeFrame[], shape: PcapShape): Uint8Array {
  const bytes = new Bytes(shape.little);
  bytes.u32(shape.magic ?? (shape.isNano ? 0xa1b23c4d : 0xa1b2c3d4)).u16(2, 4);
  bytes.u32(0, 0, 262_144, shape.linkType);
  for (const { seconds, nanoseconds, length, bytes: captured } of frames) {
    bytes.u32(seconds, shape.isNano ? nanoseconds : Math.floor(nanoseconds / 1000));
    bytes.u32(captured.length, length).raw(new Uint8Array(shape.recordHeaderBytes - 16));
    bytes.raw(captured);
  }
  return bytes.done();
}

export interface PcapngSection {
  readonly little: boolean;
  /** `if_tsresol` 9 when set, else microseconds. */
  readonly isNano: boolean;
  readonly linkType: number;
  /** Type of a block of twelve bytes between all others, which the reader has to pass over. */
  readonly stranger?: number;
  readonly frames: readonly MadeFrame[];
}

function block(little: boolean, type: number, body: Uint8Array): Uint8Array {
  const padding = new Uint8Array(-body.length & 3);
  const total = 12 + body.length + padding.length;
  return new Bytes(little).u32(type, total).raw(body).raw(padding).u32(total).done();
}

function section({ little, isNano, linkType, stranger, frames }: PcapngSection): Uint8Array {
  const all = new Bytes(little);
  const add = (type: number, body: Bytes): void => {
    all.raw(block(little, type, body.done()));
    if (stranger !== undefined) all.raw(block(little, stranger, new Uint8Array(5)));
  };
  const unknownLength = new Bytes(little).u32(0x1a2b3c4d).u16(1, 0).u32(0xffffffff, 0xffffffff);
  add(0x0a0d0d0a, unknownLength);
  const described = new Bytes(little).u16(linkType, 0).u32(0);
  if (isNano)
    described
      .u16(9, 1)
      .raw(new Uint8Array([9, 0, 0, 0]))
      .u32(0);
  add(1, described);
  for (const { seconds, nanoseconds, length, bytes } of frames) {
    const ticks = isNano
      ? BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)
      : BigInt(seconds) * 1_000_000n + BigInt(Math.floor(nanoseconds / 1000));
    const high = Number(ticks >> 32n);
    const low = Number(ticks & 0xffffffffn);
    add(6, new Bytes(little).u32(0, high, low, bytes.length, length).raw(bytes));
  }
  return all.done();
}

export function pcapngOf(sections: readonly PcapngSection[]): Uint8Array {
  const all = new Bytes(true);
  for (const each of sections) all.raw(section(each));
  return all.done();
}
