import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { expected } from "#text/fields.ts";
import { decodeOctal } from "#text/octal.ts";

/** Where a mount's events come from and go to: numbers of peer groups, unique on the host while they live. */
export interface Propagation {
  /** `shared:N`: this mount and its peers in group N pass mounts on to each other; null for none. */
  readonly shared: number | null;
  /** `master:N`: it receives what is mounted in group N (slave); null for none. */
  readonly master: number | null;
  /** `propagate_from:N`: the nearest dominating group that the reader's root can see; null when that is the master. */
  readonly propagateFrom: number | null;
  readonly unbindable: boolean;
}

/** One mount. Names are decoded; a root or mount point that was removed ends in `//deleted`. */
export interface Mount {
  readonly id: number;
  /** Of the mount it lies on; an id that no line has is outside of what the reader's root can see. */
  readonly parent: number;
  /** `major:minor` of the superblock: two mounts of one filesystem share it. */
  readonly device: string;
  /** The directory of the filesystem that is shown; `/` unless it is a bind mount or a subvolume. */
  readonly root: string;
  readonly point: string;
  /** Options of the mount, comma separated: `rw,nosuid,relatime`. */
  readonly options: string;
  readonly propagation: Propagation;
  readonly type: string;
  /** What it was mounted from, as the caller of mount(2) named it; may be empty. */
  readonly source: string;
  /** Options of the superblock, as written: `lowerdir=…,upperdir=…`. See {@link overlayLayers}. */
  readonly superOptions: string;
  /** 1-based line. */
  readonly line: number;
}

/**
 * The mounts of one mount namespace in the kernel's order. Ten thousands are common on a sick host, so a line is
 * decoded when it is asked for; the text and five numbers a mount are all that is kept.
 */
export interface MountTable extends Iterable<Mount> {
  readonly length: number;
  /** The mount at an index. @throws {RangeError} outside of 0…length-1. */
  at(index: number): Mount;
  id(index: number): number;
  parent(index: number): number;
  /** Mount point, decoded. */
  point(index: number): string;
  /** Filesystem and directory that are shown, as written (`254:0 /srv`): equal for mounts that show the same. */
  view(index: number): string;
  /** Type of the filesystem, as written. */
  type(index: number): string;
  line(index: number): number;
}

class Table implements MountTable {
  readonly length: number;
  readonly #text: string;
  /** Per mount: start of its line, start and end of its mount point, id, parent, line number. */
  readonly #places: Int32Array;

  constructor(text: string, places: Int32Array) {
    this.#text = text;
    this.#places = places;
    this.length = places.length / WIDTH;
  }

  #place(index: number, column: number): number {
    const found = this.#places[index * WIDTH + column];
    if (found === undefined || index < 0) throw new RangeError(`no mount ${index}`);
    return found;
  }

  id(index: number): number {
    return this.#place(index, ID);
  }

  parent(index: number): number {
    return this.#place(index, PARENT);
  }

  point(index: number): string {
    return decodeOctal(this.#text.slice(this.#place(index, POINT), this.#place(index, POINT_END)));
  }

  view(index: number): string {
    const parent = this.#text.indexOf(" ", this.#place(index, START)) + 1;
    const device = this.#text.indexOf(" ", parent) + 1;
    const root = this.#text.indexOf(" ", device) + 1;
    return this.#text.slice(device, this.#text.indexOf(" ", root));
  }

  type(index: number): string {
    const dash = this.#text.indexOf(SEPARATOR, this.#place(index, POINT_END));
    const start = dash + SEPARATOR.length;
    return this.#text.slice(start, this.#text.indexOf(" ", start));
  }

  line(index: number): number {
    return this.#place(index, LINE);
  }

  at(index: number): Mount {
    const start = this.#place(index, START);
    const [, , device = "", root = ""] = this.#text
      .slice(start, this.#place(index, POINT))
      .split(" ");
    const tail = this.#text.slice(this.#place(index, POINT_END) + 1, lineEnd(this.#text, start));
    const dash = tail.indexOf(SEPARATOR);
    const [options = "", ...tags] = tail.slice(0, dash).split(" ");
    const [type = "", source = "", ...rest] = tail.slice(dash + SEPARATOR.length).split(" ");
    return {
      id: this.id(index),
      parent: this.parent(index),
      device,
      root: decodeOctal(root),
      point: this.point(index),
      options,
      propagation: propagationOf(tags),
      type: decodeOctal(type),
      source: decodeOctal(source),
      superOptions: rest.join(" "),
      line: this.line(index),
    };
  }

  *[Symbol.iterator](): Iterator<Mount> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  toJSON(): Mount[] {
    return [...this];
  }
}

/** Columns of {@link Table}'s numbers. Texts are below 256 MiB, so a position fits in 32 bits. */
const [START, POINT, POINT_END, ID, PARENT, LINE, WIDTH] = [0, 1, 2, 3, 4, 5, 6] as const;
const SEPARATOR = " - ";

/**
 * A value of the superblock's options, decoded; null if it is not among them. Of overlayfs since 6.5 `lowerdir+` may
 * stand several times: the values are joined by colons, which is what the one `lowerdir` of older kernels holds.
 */
function superOption(mount: Pick<Mount, "superOptions">, name: string): string | null {
  const values = mount.superOptions
    .split(",")
    .filter((option) => option.startsWith(`${name}=`) || option.startsWith(`${name}+=`))
    .map((option) => decodeOctal(option.slice(option.indexOf("=") + 1)));
  return values.length === 0 ? null : values.join(":");
}

/** The layers of an overlay mount, the uppermost of `lower` first; a read-only overlay has no upper. */
export interface OverlayLayers {
  readonly lower: readonly string[];
  readonly upper: string | null;
  readonly work: string | null;
}

/** Layers of an overlay mount, null for other types. Relative paths (docker's `l/XYZ`) are relative to its data root. */
export function overlayLayers(mount: Mount): OverlayLayers | null {
  if (mount.type !== "overlay" && mount.type !== "overlayfs") return null;
  const lower = superOption(mount, "lowerdir") ?? "";
  return {
    // A colon inside a name is written `\:`.
    lower: lower
      .split(/(?<!\\)::?/)
      .filter((path) => path !== "")
      .map((path) => path.replaceAll("\\:", ":")),
    upper: superOption(mount, "upperdir"),
    work: superOption(mount, "workdir"),
  };
}

function groupOf(tags: readonly string[], name: string): number | null {
  const tag = tags.find((candidate) => candidate.startsWith(name));
  const digits = tag?.slice(name.length) ?? "";
  return /^\d{1,10}$/.test(digits) ? Number(digits) : null;
}

function propagationOf(tags: readonly string[]): Propagation {
  return {
    shared: groupOf(tags, "shared:"),
    master: groupOf(tags, "master:"),
    propagateFrom: groupOf(tags, "propagate_from:"),
    unbindable: tags.includes("unbindable"),
  };
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}

/** An id between two places, -1 for anything else. Kernel ids are ints that start again from low: ten digits at most. */
function idBetween(text: string, start: number, end: number): number {
  if (end <= start || end - start > 10) return -1;
  let id = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    id = id * 10 + digit;
  }
  return id <= 0x7fffffff ? id : -1;
}

/** The next blank before `end`, or `end`. */
function blank(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) !== 32) at++;
  return at;
}

function hasSeparator(text: string, from: number, end: number): boolean {
  for (let at = from; at < end - 2; at = blank(text, at + 1, end))
    if (text.charCodeAt(at + 1) === 45 && text.charCodeAt(at + 2) === 32) return true;
  return false;
}

/** Numbers of a growing table. */
class Places {
  values = new Int32Array(256 * WIDTH);
  used = 0;
  line = 0;

  /** @returns where the numbers of one more mount go. */
  makeRoom(): number {
    if (this.used === this.values.length) {
      const larger = new Int32Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.used += WIDTH;
    return this.used - WIDTH;
  }
}

/** Puts down where the parts of a line are. @returns false if it is no line of a mount table. */
function locate(text: string, start: number, end: number, into: Places): boolean {
  const idEnd = blank(text, start, end);
  const parentEnd = blank(text, idEnd + 1, end);
  const deviceEnd = blank(text, parentEnd + 1, end);
  const rootEnd = blank(text, deviceEnd + 1, end);
  // Paths of a sick host are a thousand characters long. A search that runs past the line ends at the next good line.
  let point = rootEnd;
  while (point < end && text.charCodeAt(point) === 32) point++;
  const pointEnd = point < end ? text.indexOf(" ", point) : -1;
  const id = idBetween(text, start, idEnd);
  const parent = idBetween(text, idEnd + 1, parentEnd);
  const isWhole = pointEnd > point && hasSeparator(text, pointEnd, end);
  if (id < 0 || parent < 0 || !isWhole) return false;
  const at = into.makeRoom();
  into.values[at + START] = start;
  into.values[at + POINT] = point;
  into.values[at + POINT_END] = pointEnd;
  into.values[at + ID] = id;
  into.values[at + PARENT] = parent;
  into.values[at + LINE] = into.line;
  return true;
}

function parse(text: string, note: Note): MountTable {
  const places = new Places();
  for (let start = 0; start < text.length;) {
    const end = lineEnd(text, start);
    places.line++;
    if (!locate(text, start, end, places) && end > start)
      note({ line: places.line, text: text.slice(start, Math.min(end, start + 80)) });
    start = end + 1;
  }
  if (places.used === 0 && text.trim() !== "") throw expected("a line of a mount table", text, 1);
  return new Table(text, places.values.slice(0, places.used));
}

/**
 * `/proc/PID/mountinfo`: the mounts of one mount namespace as far as the process's root reaches, one a line.
 *
 * Eleven fields; the optional ones (`shared:N`, `master:N`, …) vary in number and end at a lone `-`, so the fields after
 * it are counted from there. Fields are parted by one blank: an empty source is two blanks in a row.
 */
const mountinfo: Fact<MountTable> = fileFact({
  id: "proc/self/mountinfo",
  path: "/proc/self/mountinfo",
  scope: "mntns",
  sampled: true,
  limitSeconds: 20,
  spec: [
    "proc_pid_mountinfo(5)",
    "linux Documentation/filesystems/proc.rst section 3.5",
    "linux fs/proc_namespace.c show_mountinfo()",
  ],
  parse,
});

export default mountinfo;
