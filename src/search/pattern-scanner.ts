const NEWLINE = 10;
const RETURN = 13;
const LARGEST_SAMPLE = 300;
/** What is kept before a message that a long line holds. */
const LEAD = 60;
const decoder = new TextDecoder();

/** Where a pattern occurs in a text. Lines are 1-based; `sample` is the first such line, cut to a readable length. */
export interface PatternHit {
  readonly pattern: string;
  /** Occurrences, several of one line counted each. */
  count: number;
  readonly firstLine: number;
  readonly sample: string;
}

/**
 * Finds many literal patterns in one pass over a text of any size, whatever their number: an Aho-Corasick automaton
 * over bytes, its failure links resolved into one table. ASCII letters match in either case.
 *
 * Takes the text piece by piece, cut anywhere; memory does not depend on its length.
 *
 * @see Aho, Corasick: Efficient String Matching. CACM 18 (6), 1975.
 */
export class PatternScanner {
  readonly #patterns: readonly string[];
  readonly #classes: Uint8Array;
  readonly #next: Uint16Array;
  /** Bits to shift a state by to find its row. */
  readonly #shift: number;
  /** States from this one on mean something: a pattern ends here, or a line does. */
  readonly #firstTelling: number;
  readonly #ends: readonly (readonly number[])[];
  readonly #hits = new Map<number, PatternHit>();
  #state = 0;
  #line = 1;
  #bytes = 0;
  /** What the current line began with, in pieces that are gone. */
  #carried = "";
  /** The current line holds a watchword, but no pattern so far. */
  #isStrange = false;
  #isKnown = false;
  readonly #onStrange: (line: string, number: number) => void;

  /**
   * @param watchwords words of complaint: of each line that has one and none of the patterns, `onStrange` is told.
   * @throws {RangeError} if the patterns are too long together for one table: 65 535 bytes.
   */
  constructor(
    patterns: readonly string[],
    watchwords: readonly string[] = [],
    onStrange: (line: string, number: number) => void = () => undefined,
  ) {
    this.#patterns = patterns;
    this.#onStrange = onStrange;
    const table = buildTable([...patterns, ...watchwords].map(foldedBytes));
    this.#classes = table.classes;
    this.#next = table.next;
    this.#shift = table.shift;
    this.#firstTelling = table.firstTelling;
    this.#ends = table.ends;
  }

  /** Lines ended, and bytes, so far. */
  get lines(): number {
    return this.#line - 1;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** In the order in which they first occur. */
  get hits(): readonly Readonly<PatternHit>[] {
    return [...this.#hits.values()];
  }

  feed(piece: Uint8Array): boolean {
    const classes = this.#classes;
    const next = this.#next;
    const shift = this.#shift;
    const firstTelling = this.#firstTelling;
    let state = this.#state;
    let lineStart = 0;
    for (let at = 0; at < piece.length; at += 1) {
      // Every index is below the length of its array by construction.
      state = next[(state << shift) | (classes[piece[at] as number] as number)] as number;
      if (state < firstTelling) continue;
      if (piece[at] === NEWLINE) {
        this.#endLine(piece, lineStart);
        lineStart = at + 1;
      } else this.#found(state, piece, lineStart, at);
    }
    this.#state = state;
    this.#bytes += piece.length;
    this.#carry(piece, lineStart);
    return true;
  }

  /** The last line may end without a newline. */
  finish(): void {
    if (this.#carried !== "") this.#endLine(new Uint8Array(0), 0);
  }

  #endLine(piece: Uint8Array, lineStart: number): void {
    if (this.#isStrange && !this.#isKnown)
      this.#onStrange(this.#sample(piece, lineStart), this.#line);
    this.#line += 1;
    this.#carried = "";
    this.#isStrange = false;
    this.#isKnown = false;
  }

  #carry(piece: Uint8Array, lineStart: number): void {
    const room = LARGEST_SAMPLE - this.#carried.length;
    if (room > 0) this.#carried += decoder.decode(piece.subarray(lineStart, lineStart + room));
  }

  // oxlint-disable-next-line max-params -- called for every match: an object each would be garbage
  #found(state: number, piece: Uint8Array, lineStart: number, last: number): void {
    for (const index of this.#ends[state - this.#firstTelling] ?? []) {
      if (index >= this.#patterns.length) {
        this.#isStrange = true;
        continue;
      }
      this.#isKnown = true;
      const hit = this.#hits.get(index);
      if (hit) hit.count += 1;
      else
        this.#hits.set(index, {
          pattern: this.#patterns[index] ?? "",
          count: 1,
          firstLine: this.#line,
          sample: this.#sampleOf(this.#patterns[index] ?? "", piece, lineStart, last),
        });
    }
  }

  /** The line from its beginning, or from shortly before a message that comes too late in it. */
  // oxlint-disable-next-line max-params -- as above
  #sampleOf(pattern: string, piece: Uint8Array, lineStart: number, last: number): string {
    const start = last + 1 - Buffer.byteLength(pattern) - LEAD;
    const isLate = this.#carried.length + last - lineStart >= LARGEST_SAMPLE && start > lineStart;
    if (!isLate) return this.#sample(piece, lineStart);
    const end = piece.indexOf(NEWLINE, last);
    const line = piece.subarray(
      start,
      Math.min(end === -1 ? piece.length : end, start + LARGEST_SAMPLE),
    );
    return `…${decoder.decode(line.subarray(line.findIndex(isFirstByte))).trimEnd()}`;
  }

  #sample(piece: Uint8Array, lineStart: number): string {
    const end = piece.indexOf(NEWLINE, lineStart);
    const line = piece.subarray(lineStart, end === -1 ? undefined : end);
    const isReturned = line.at(-1) === RETURN;
    const text = decoder.decode(
      line.subarray(0, isReturned ? -1 : undefined).subarray(0, LARGEST_SAMPLE),
    );
    return (this.#carried + text).slice(0, LARGEST_SAMPLE);
  }
}

/** Of a character in UTF-8. */
const isFirstByte = (byte: number): boolean => (byte & 0xc0) !== 0x80;
const fold = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);
const foldedBytes = (text: string): Uint8Array => new TextEncoder().encode(text).map(fold);

interface Table {
  readonly classes: Uint8Array;
  readonly next: Uint16Array;
  readonly shift: number;
  readonly firstTelling: number;
  readonly ends: readonly (readonly number[])[];
}

/** Bytes that no pattern holds share one class, so that a row has few columns. */
function classesOf(patterns: readonly Uint8Array[]): { classes: Uint8Array; count: number } {
  const classes = new Uint8Array(256);
  let count = 1;
  for (const byte of [NEWLINE, ...patterns.flatMap((pattern) => [...pattern])])
    if (classes[byte] === 0) classes[byte] = count++;
  for (let upper = 0x41; upper <= 0x5a; upper += 1) classes[upper] = classes[fold(upper)] ?? 0;
  return { classes, count };
}

/** A state of the trie while it is built: where each class leads, and the patterns that end here. */
interface Node {
  readonly to: Map<number, Node>;
  ends: readonly number[];
  fail: Node | undefined;
  id: number;
}

const newNode = (): Node => ({ to: new Map(), ends: [], fail: undefined, id: 0 });

function buildTrie(patterns: readonly Uint8Array[], classes: Uint8Array): Node {
  const root = newNode();
  for (const [index, pattern] of patterns.entries()) {
    if (pattern.length === 0 || pattern.includes(NEWLINE))
      throw new RangeError(`pattern ${index} is empty or has several lines`);
    let node = root;
    for (const byte of pattern) {
      const step = classes[byte] ?? 0;
      const known = node.to.get(step) ?? newNode();
      node.to.set(step, known);
      node = known;
    }
    node.ends = [...node.ends, index];
  }
  return root;
}

/** Breadth first, so that a node's failure link is complete before its children need it. */
function linked(root: Node): readonly Node[] {
  const nodes = [root];
  for (const node of nodes) {
    for (const [step, child] of node.to) {
      let fail = node.fail;
      while (fail && !fail.to.has(step)) fail = fail.fail;
      child.fail = fail?.to.get(step) ?? root;
      child.ends = [...child.ends, ...child.fail.ends];
      nodes.push(child);
    }
  }
  return nodes;
}

function buildTable(patterns: readonly Uint8Array[]): Table {
  const { classes, count } = classesOf(patterns);
  const nodes = linked(buildTrie(patterns, classes));
  const silent = nodes.filter(({ ends }) => ends.length === 0);
  const telling = nodes.filter(({ ends }) => ends.length > 0);
  const ordered = [...silent, ...telling];
  // The end of a line is a state of its own, that goes on as the root does.
  const lineEnd = ordered.length;
  if (lineEnd > 0xfffe) throw new RangeError("the patterns are too long together");
  for (const [id, node] of ordered.entries()) node.id = id;
  const shift = Math.ceil(Math.log2(count));
  const next = new Uint16Array((lineEnd + 1) << shift);
  const newline = classes[NEWLINE] ?? 0;
  for (const node of nodes) {
    const row = node.id << shift;
    if (node.fail) next.copyWithin(row, node.fail.id << shift, (node.fail.id + 1) << shift);
    for (const [step, child] of node.to) next[row | step] = child.id;
    next[row | newline] = lineEnd;
  }
  next.copyWithin(lineEnd << shift, 0, 1 << shift);
  return {
    classes,
    next,
    shift,
    firstTelling: silent.length,
    ends: [...telling.map(({ ends }) => ends), []],
  };
}
