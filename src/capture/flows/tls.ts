import { u16, u32 } from "../integers.ts";
import { advance, distance } from "./sequence.ts";

/** Record types (RFC 8446 5.1). */
const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const HEARTBEAT = 24;
/** 2^14, and what encryption may add. */
const LONGEST_RECORD = 16_384 + 2048;

/** Handshake messages with which one begins (RFC 8446 4, RFC 5246 7.4). */
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;

const MAJOR = 3;

/**
 * Whether a stream's payload begins with the first record of a TLS handshake: a hello that fits its record, or (from a
 * peer that will have none of it) an alert in place of one. The capture may hold less than the record.
 */
export function beginsTls(bytes: Uint8Array, at: number, captured: number): boolean {
  if (captured < 9 || bytes[at + 1] !== MAJOR) return captured >= 7 && isAlert(bytes, at);
  const type = bytes[at + 5];
  const record = u16(bytes, at + 3);
  const message = u32(bytes, at + 5) & 0xff_ffff;
  const isHello = bytes[at] === HANDSHAKE && (type === CLIENT_HELLO || type === SERVER_HELLO);
  return isHello && record <= LONGEST_RECORD && message + 4 <= record;
}

function isAlert(bytes: Uint8Array, at: number): boolean {
  const isFatalOrWarning = bytes[at + 5] === 1 || bytes[at + 5] === 2;
  return (
    bytes[at] === ALERT &&
    bytes[at + 1] === MAJOR &&
    u16(bytes, at + 3) === ALERT_BYTES &&
    isFatalOrWarning
  );
}

/** What is gathered next: five bytes of a record, four of a handshake message, two of an alert. */
type Wanted = "record" | "message" | "alert";
const RECORD_HEADER = 5;
const MESSAGE_HEADER = 4;
const ALERT_BYTES = 2;

/**
 * How far the TLS handshake of one direction has got, from the headers alone: nothing is put together, only the few
 * bytes of a header that lies across two segments.
 *
 * From ChangeCipherSpec on (in TLS 1.3: from ServerHello on) messages are encrypted, and only "something" is seen.
 */
export class TlsStage {
  /**
   * Bit `1 << type` for each handshake message that began: 1 ClientHello, 2 ServerHello, 11 Certificate, 13
   * CertificateRequest, 14 ServerHelloDone, 15 CertificateVerify, 16 ClientKeyExchange.
   */
  messages = 0;
  hasChangedCipher = false;
  hasEncryptedHandshake = false;
  hasApplicationData = false;
  /** Description of the first alert that was not encrypted, as in RFC 8446 6; -1 without one. */
  alert = -1;
  /** Frames in which the first message and the last new stage were seen. */
  firstFrame = 0;
  lastFrame = 0;
  /** The stream is not TLS, or the capture does not hold the bytes to go on. */
  isLost = false;

  /** Where the wanted header begins, and how much of it was gathered. */
  private next: number;
  private gathered = 0;
  private readonly header = new Uint8Array(5);
  private wanted: Wanted = "record";
  private needed = RECORD_HEADER;
  /** A message's header, which may lie across two records as well. */
  private readonly messageHeader = new Uint8Array(MESSAGE_HEADER);
  private messageGathered = 0;
  private recordLeft = 0;
  /** Of a message that goes on in the next record. */
  private messageLeft = 0;

  /** @param first sequence number of the stream's first byte. */
  constructor(first: number) {
    this.next = first;
  }

  /** Sequence number of the next byte that counts. */
  get wantedAt(): number {
    return advance(this.next, this.gathered);
  }

  /** Takes a segment whose captured payload is `bytes[at…at + captured)`; one that does not hold what is wanted waits. */
  add(bytes: Uint8Array, segment: Segment): void {
    for (;;) {
      if (this.isLost) return;
      const offset = distance(segment.sequence, this.wantedAt);
      if (offset < 0 || offset >= segment.length) return;
      if (offset >= segment.captured) {
        this.isLost = true;
        return;
      }
      this.header[this.gathered++] = bytes[segment.at + offset] ?? 0;
      if (this.gathered < this.needed) continue;
      this.gathered = 0;
      this.interpret(segment.frame);
    }
  }

  private interpret(frame: number): void {
    if (this.wanted === "record") this.record(frame);
    else if (this.wanted === "message") this.message(frame);
    else {
      if (this.alert < 0) this.alert = this.header[1] ?? 0;
      this.lastFrame = frame;
      this.want("record", RECORD_HEADER, ALERT_BYTES);
    }
  }

  /** The next header, of `needed` bytes, begins `skipped` bytes behind where this one began. */
  private want(wanted: Wanted, needed: number, skipped: number): void {
    this.wanted = wanted;
    this.needed = needed;
    this.next = advance(this.next, skipped);
  }

  private record(frame: number): void {
    const [type = 0, major = 0, , high = 0, low = 0] = this.header;
    const length = high * 256 + low;
    const isKnown = type >= CHANGE_CIPHER_SPEC && type <= HEARTBEAT;
    if (!isKnown || major !== MAJOR || length > LONGEST_RECORD) {
      this.isLost = true;
      return;
    }
    if (this.firstFrame === 0) this.firstFrame = frame;
    if (this.hasChangedCipher) this.pass(type, length, frame);
    else if (type === HANDSHAKE) this.handshake(length);
    else if (type === ALERT && length === ALERT_BYTES)
      this.want("alert", ALERT_BYTES, RECORD_HEADER);
    else this.pass(type, length, frame);
  }

  private pass(type: number, length: number, frame: number): void {
    this.note(type, frame);
    this.want("record", RECORD_HEADER, RECORD_HEADER + length);
  }

  private note(type: number, frame: number): void {
    const isKnown =
      (type === APPLICATION_DATA && this.hasApplicationData) ||
      (type === CHANGE_CIPHER_SPEC && this.hasChangedCipher);
    if (!isKnown) this.lastFrame = frame;
    if (type === CHANGE_CIPHER_SPEC) this.hasChangedCipher = true;
    if (type === HANDSHAKE) this.hasEncryptedHandshake = true;
    if (type === APPLICATION_DATA) this.hasApplicationData = true;
  }

  private handshake(length: number): void {
    const continued = Math.min(this.messageLeft, length);
    this.messageLeft -= continued;
    this.recordLeft = length - continued;
    this.goOnInRecord(RECORD_HEADER + continued);
  }

  private goOnInRecord(skipped: number): void {
    const needed = Math.min(MESSAGE_HEADER - this.messageGathered, this.recordLeft);
    if (needed > 0) this.want("message", needed, skipped);
    else this.want("record", RECORD_HEADER, skipped);
  }

  private message(frame: number): void {
    const taken = this.needed;
    this.messageHeader.set(this.header.subarray(0, taken), this.messageGathered);
    this.messageGathered += taken;
    this.recordLeft -= taken;
    if (this.messageGathered < MESSAGE_HEADER) return this.goOnInRecord(taken);
    this.messageGathered = 0;
    const [type = 0, high = 0, middle = 0, low = 0] = this.messageHeader;
    if (type < 32) this.messages |= 1 << type;
    this.lastFrame = frame;
    const length = high * 65_536 + middle * 256 + low;
    const here = Math.min(length, this.recordLeft);
    this.messageLeft = length - here;
    this.recordLeft -= here;
    this.goOnInRecord(taken + here);
  }
}

export interface Segment {
  readonly sequence: number;
  /** Payload on the wire, and what was captured of it. */
  readonly length: number;
  readonly captured: number;
  readonly at: number;
  readonly frame: number;
}
