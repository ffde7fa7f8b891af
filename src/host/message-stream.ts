const NEWLINE = 10;

/** Lines of a stream of which the next is only sent after the last was answered: no chunk holds parts of two. */
export class Messages {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** Whether the stream has ended. */
  ended = false;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** @returns the next line, or what there was of it when the stream ended. */
  async next(): Promise<string> {
    const line: Uint8Array[] = [];
    while (!this.ended && line.at(-1)?.at(-1) !== NEWLINE) {
      const next = await this.#chunks.next();
      if (next.done === true) this.ended = true;
      else line.push(next.value);
    }
    return Buffer.concat(line).toString();
  }
}
