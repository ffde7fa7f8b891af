import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { decodeOctal } from "#text/octal.ts";

/** What one layer's directory holds and takes. Times in seconds since the epoch. */
export interface LayerUsage {
  /** Whether its short name in `l/` leads to it: the first thing that a removal takes away. */
  readonly link: "linked" | "unlinked" | "nameless";
  /** What it is called in `l/`, by its own `link` file. */
  readonly shortName: string | null;
  /** Of the directory and of what lies at its top. */
  readonly changed: number;
  readonly modified: number;
  /** Names at its top: `diff`, `link`, `lower`, `work`, `committed`, `merged`. */
  readonly entries: ReadonlySet<string>;
  /** Null if there was no time left to count. */
  readonly size: {
    readonly bytes: number;
    readonly inodes: number;
    /** Directories that could not be read. */
    readonly refused: number;
    readonly mountPoints: number;
  } | null;
}

const LINKS: ReadonlySet<string> = new Set(["linked", "unlinked", "nameless"]);

function time(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,12}(?:\.\d{1,9})?$/.test(text) ? Number(text) : null;
}

function sizeOf(fields: readonly string[]): LayerUsage["size"] {
  const [bytes, inodes, refused, mountPoints] = fields.map(count);
  if (bytes == null || inodes == null) return null;
  return { bytes, inodes, refused: refused ?? 0, mountPoints: mountPoints ?? 0 };
}

function usageOf(fields: readonly string[]): LayerUsage | null {
  const [link = "", short = "-", changedText, modifiedText, ...rest] = fields;
  const [changed, modified] = [time(changedText), time(modifiedText)];
  if (!LINKS.has(link) || changed === null || modified === null || rest.length < 4) return null;
  return {
    link: link as LayerUsage["link"],
    shortName: /^[A-Za-z0-9]{1,64}$/.test(short) ? short : null,
    changed,
    modified,
    entries: new Set(rest.slice(4)),
    size: sizeOf(rest.slice(0, 4)),
  };
}

export interface LayerUsages {
  /** By path. */
  readonly layers: ReadonlyMap<string, LayerUsage>;
  /** Paths where there is nothing any more. */
  readonly gone: ReadonlySet<string>;
}

function parse(text: string, note: Note): LayerUsages {
  const layers = new Map<string, LayerUsage>();
  const gone = new Set<string>();
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const [word, path = "", ...fields] = row.includes("\\")
      ? row.split("\t").map(decodeOctal)
      : row.split("\t");
    const usage = word === "layer" ? usageOf(fields) : null;
    if (word === "gone") gone.add(path);
    else if (usage) layers.set(path, usage);
    else note({ line: index + 1, text: row.slice(0, 80) });
  }
  return { layers, gone };
}

/** What single layers hold and take, by path. */
const layerUsage: Fact<LayerUsages> = walkFact({
  id: "walk/layer-usage",
  walk: "layer-usage",
  scope: "host",
  privilege: "root",
  spec: ["src/host/walks/layer-usage.ts", "moby daemon/graphdriver/overlay2/overlay.go"],
  parse,
});

export default layerUsage;
