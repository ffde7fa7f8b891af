import { describe, expect, test } from "bun:test";
import type {
  LayerReference,
  Overlay2Layers,
  Overlay2Store,
  UnreferencedLayer,
} from "#facts/walk/overlay2-layers.ts";
import type { LayerUsage } from "#facts/walk/layer-usage.ts";
import { classify, lookInto, QUIET_SECONDS } from "./classify.ts";
import { listLayers, totalCost } from "./layers.ts";
import { pathsToMeasure } from "./targets.ts";

const START = 10_000;
const NOW = 20_000;
const A = "a".repeat(64);
const B = "b".repeat(64);

const dir = (changed: number, links = 4): UnreferencedLayer => ({
  changed,
  modified: changed,
  links,
});

const STORE: Overlay2Store = {
  dataRoot: "/var/lib/docker",
  daemon: { pid: 7, start: START },
  now: NOW,
  driver: null,
  hasLayerdb: true,
  filesystem: null,
  containerd: [],
  writeSets: new Map(),
  removals: new Map(),
  containers: [],
  gaps: [],
  referenced: new Map(),
  unreferenced: new Map([[A, dir(START - 60)]]),
  stacks: new Map(),
};

const LAYERS: Overlay2Layers = {
  live: true,
  whole: true,
  processes: 90,
  mountTables: 3,
  gaps: [],
  stores: [STORE],
};

function standing(
  store: Partial<Overlay2Store> = {},
  layers: Partial<Overlay2Layers> = {},
  name = A,
): string | undefined {
  const own = { ...STORE, ...store };
  const found = classify({ ...LAYERS, ...layers, stores: [own] }, own).get(name);
  return found?.kind === "leaked" ? found.proof.kind : found?.doubt.kind;
}

const usage = (more: Partial<LayerUsage> = {}): ReadonlyMap<string, LayerUsage> =>
  new Map([
    [
      `/var/lib/docker/overlay2/${A}`,
      {
        link: "linked",
        shortName: "S",
        changed: START - 60,
        modified: START - 60,
        entries: new Set(["diff", "link", "lower", "work"]),
        size: { bytes: 4096, inodes: 6, refused: 0, mountPoints: 0 },
        ...more,
      },
    ],
  ]);

function looked(more: Partial<LayerUsage>): string | undefined {
  const found = classify(
    LAYERS,
    STORE,
    lookInto(STORE, { usage: usage(more), gone: new Set() }),
  ).get(A);
  return found?.kind === "leaked" ? found.proof.kind : found?.doubt.kind;
}

describe("a layer that nothing refers to", () => {
  test("is leaked when it was made before the daemon began", () => {
    expect(standing()).toBe("older-than-daemon");
  });

  test("is leaked when no daemon runs, however young it is", () => {
    expect(standing({ daemon: null, unreferenced: new Map([[A, dir(NOW - 1)]]) })).toBe(
      "daemon-stopped",
    );
  });

  test("may be in progress when it is younger than the daemon", () => {
    expect(standing({ unreferenced: new Map([[A, dir(START)]]), now: START + 1 })).toBe(
      "in-progress",
    );
  });

  test("is leaked when the daemon has left it alone for long, though younger", () => {
    const unreferenced = new Map([[A, dir(NOW - QUIET_SECONDS)]]);
    expect(standing({ unreferenced })).toBe("left-alone");
    expect(standing({ unreferenced: new Map([[A, dir(NOW - QUIET_SECONDS + 1)]]) })).toBe(
      "in-progress",
    );
  });

  test("may be in progress as long as a transaction of this daemon is open", () => {
    const unreferenced = new Map([[A, dir(START + 1)]]);
    expect(standing({ unreferenced, writeSets: new Map([["write-set-1", START + 2]]) })).toBe(
      "in-progress",
    );
    expect(standing({ unreferenced, writeSets: new Map([["write-set-1", START - 2]]) })).toBe(
      "left-alone",
    );
  });

  test("may be in progress when the daemon's start is not known and it is young", () => {
    const daemon = { pid: 7, start: null };
    expect(standing({ daemon })).toBe("left-alone");
    expect(standing({ daemon, unreferenced: new Map([[A, dir(NOW - 5)]]) })).toBe("in-progress");
  });

  test("may be in progress when its time lies in the future", () => {
    expect(standing({ unreferenced: new Map([[A, dir(NOW + 500)]]) })).toBe("in-progress");
  });

  test("is not said to be leaked by a daemon's absence where processes are hidden", () => {
    const young = new Map([[A, dir(NOW - 5)]]);
    expect(standing({ daemon: null, unreferenced: young }, { whole: false })).toBe("in-progress");
  });

  test.each([
    ["a driver other than overlay2", { driver: "btrfs" }, "other-store"],
    ["containerd's image store", { containerd: ["/x"] }, "other-store"],
    ["no layerdb", { hasLayerdb: false }, "other-store"],
    ["an unreadable layerdb", { gaps: [{ what: "layerdb", path: "/x", code: "EACCES" }] }, "blind"],
  ])("is undecided with %s", (_, store, expected) => {
    expect(standing(store)).toBe(expected);
  });

  test.each(["mounts", "processes", "daemon", "record"])(
    "is undecided with a gap in %s",
    (what) => {
      expect(standing({}, { gaps: [{ what, path: "/x", code: "EACCES" }] })).toBe("blind");
    },
  );

  test("is undecided by a torn entry only if that can be its own", () => {
    const image = [{ what: "torn", path: "/x/cache-id", code: "" }];
    const container = [{ what: "torn", path: "/x/mount-id", code: "" }];
    const pair = new Map([
      [A, dir(START - 60)],
      [`${A}-init`, dir(START - 60)],
    ]);
    expect(standing({ gaps: image })).toBe("blind");
    expect(standing({ gaps: container })).toBe("older-than-daemon");
    expect(standing({ gaps: image, unreferenced: pair })).toBe("older-than-daemon");
    expect(standing({ gaps: container, unreferenced: pair })).toBe("blind");
  });

  test("is foreign without a layer's name or form", () => {
    expect(standing({ unreferenced: new Map([["lost+f", dir(1)]]) }, {}, "lost+f")).toBe("foreign");
    expect(standing({ unreferenced: new Map([[A, dir(1, 0)]]) })).toBe("foreign");
    expect(looked({ entries: new Set(["etc", "usr"]) })).toBe("foreign");
  });

  test("is half removed when its short name or its content is gone", () => {
    expect(standing({ unreferenced: new Map([[A, dir(1, 2)]]) })).toBe("half-removed");
    expect(looked({ link: "unlinked" })).toBe("half-removed");
    expect(looked({ entries: new Set(["link", "lower", "work"]) })).toBe("half-removed");
    expect(looked({ entries: new Set() })).toBe("half-removed");
  });

  test("is being removed, or left half removed, by the time its removal began", () => {
    const by = (kind: "removing" | "stack"): Partial<Overlay2Store> => ({
      unreferenced: new Map(),
      referenced: new Map([[A, [{ kind, who: "x", source: "/x", line: null }]]]),
    });
    const recent = new Map([[A, NOW - 5]]);
    expect(standing({ ...by("removing"), removals: recent })).toBe("being-removed");
    expect(standing({ ...by("removing"), removals: recent, daemon: null })).toBe("half-removed");
    expect(standing({ ...by("removing"), removals: new Map([[A, START - 5]]) })).toBe(
      "half-removed",
    );
    expect(standing({ ...by("stack"), removals: recent })).toBeUndefined();
  });

  test("is undecided with something mounted in it, or changed since", () => {
    const size = { bytes: 1, inodes: 1, refused: 0, mountPoints: 1 };
    expect(looked({ size })).toBe("mounted-over");
    expect(looked({ changed: NOW - 5 })).toBe("in-progress");
    expect(looked({})).toBe("older-than-daemon");
  });

  test("has vanished when a closer look did not find it any more", () => {
    const paths = new Set([`/var/lib/docker/overlay2/${A}`]);
    expect(classify(LAYERS, STORE, lookInto(STORE, { usage: new Map(), gone: paths })).size).toBe(
      0,
    );
  });

  test("shares the doubt about its other half, and about what stacks on it", () => {
    const unreferenced = new Map([
      [A, dir(NOW - 1)],
      [`${A}-init`, dir(START - 60)],
      [B, dir(START - 60)],
    ]);
    const stacks = new Map([[A, [B]]]);
    expect(standing({ unreferenced, stacks }, {}, `${A}-init`)).toBe("carries-doubtful");
    expect(standing({ unreferenced, stacks }, {}, B)).toBe("carries-doubtful");
  });
});

describe("a copy of a host's files", () => {
  const copy = { live: false, whole: false };
  test("speaks by its files when it shows no processes", () => {
    const store = { daemon: null, now: null };
    expect(standing(store, { ...copy, processes: 0, mountTables: 0 })).toBe("by-its-files");
    expect(
      standing(
        { ...store, writeSets: new Map([["write-set-1", 1]]) },
        { ...copy, processes: 0, mountTables: 0 },
      ),
    ).toBe("in-progress");
  });
  test("takes the time of the content, for that of the inode is the copy's own", () => {
    const unreferenced = new Map([[A, { changed: NOW, modified: START - 60, links: 4 }]]);
    expect(standing({ unreferenced, now: null }, copy)).toBe("older-than-daemon");
    expect(standing({ unreferenced, now: null, daemon: { pid: 1, start: 1 } }, copy)).toBe(
      "in-progress",
    );
  });
});

describe("the three lists", () => {
  const reference = (kind: LayerReference["kind"], who: string): LayerReference => ({
    kind,
    who,
    source: "/x",
    line: null,
  });
  const store: Overlay2Store = {
    ...STORE,
    referenced: new Map([
      [B, [reference("mount", "/m"), reference("container", "c1")]],
      [`${B}-init`, [reference("container", "c1")]],
      ["c".repeat(64), [reference("removing", "sha256:1-removing")]],
    ]),
    unreferenced: new Map([
      [A, dir(START - 60)],
      [`${A}-init`, dir(START - 60)],
      [`${"e".repeat(64)}-init`, dir(START - 60)],
    ]),
  };
  const lists = listLayers(LAYERS, store, { usage: usage(), gone: new Set() }, []);

  test("hold each directory once, a container's two as one", () => {
    expect(lists.inUse.map(({ name, directories }) => [name, directories.length])).toEqual([
      [B, 2],
    ]);
    expect(lists.leaked.map(({ name }) => name)).toEqual([A, `${"e".repeat(64)}-init`]);
    expect(lists.undecided.map(({ name }) => name)).toEqual(["c".repeat(64)]);
    expect(lists.inUse[0]?.reference.kind).toBe("container");
  });

  test("tell the whole cost from the part that was measured", () => {
    expect(totalCost(lists.leaked)).toEqual({
      bytes: 3 * 4096,
      inodes: 18,
      measured: 1,
      directories: 3,
      isEstimate: true,
    });
    expect(totalCost([])).toBeNull();
  });
});

test("of many layers those measured are spread evenly, pairs together", () => {
  const names = Array.from({ length: 3000 }, (_, at) => at.toString(16).padStart(64, "0"));
  const unreferenced = new Map(
    names.flatMap((name) => [[name, dir(1)] as const, [`${name}-init`, dir(1)] as const]),
  );
  const paths = pathsToMeasure({ ...LAYERS, stores: [{ ...STORE, unreferenced }] });
  expect(paths.length).toBeGreaterThan(122);
  expect(paths.length).toBeLessThanOrEqual(130);
  expect(paths.filter((path) => path.endsWith("-init")).length).toBe(paths.length / 2);
  expect(paths.at(-1)).toContain("0b8");
});
