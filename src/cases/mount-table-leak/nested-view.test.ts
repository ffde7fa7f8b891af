import { describe, expect, test } from "bun:test";
import mountinfo, { type MountTable } from "#facts/proc/self/mountinfo.ts";
import { nestedView } from "./nested-view.ts";

interface Row {
  readonly point: string;
  readonly view?: string;
}

function table(rows: readonly Row[]): MountTable {
  const text = rows
    .map(({ point, view = "0:1 /" }, index) => `${index + 1} 0 ${view} ${point} rw - tmpfs none rw`)
    .join("\n");
  return mountinfo.parse([{ path: "", text, match: [] }], () => undefined);
}

/** What a bind mount of `/` on a place does to a table, so many times: each time the whole tree is copied below it. */
function doubled(rows: readonly Row[], place: string, times: number): readonly Row[] {
  const under = (point: string): string => `${place}${point === "/" ? "" : point}`;
  const copy = rows.map((row) => ({ ...row, point: under(row.point) }));
  return times === 0 ? rows : doubled([...rows, ...copy], place, times - 1);
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const HOST: readonly Row[] = [
  { point: "/", view: "8:1 /" },
  { point: "/proc", view: "0:4 /" },
  { point: "/sys", view: "0:5 /" },
];

describe("a directory that is mounted inside itself", () => {
  test("is found with its copies, its depth and the place to take it down", () => {
    const rows = doubled(HOST, "/view", 6);
    const found = nestedView(table(rows));
    // 2^6 copies; as many of level n as there are ways to choose n of 6 rounds: all but 1 + 6 are nested twice.
    expect(found).toMatchObject({ copies: 64, nested: 57, depth: 6, stacked: 6 });
    expect(table(rows).point(found?.top ?? -1)).toBe("/view");
  });

  test("is found when no parent id can be trusted and when the lines are shuffled", () => {
    const rows = doubled(HOST, "/a/b", 5).toReversed();
    expect(nestedView(table(rows))).toMatchObject({ copies: 32, nested: 26, depth: 5 });
  });

  test("is found beside a directory that is bound a thousand times at places of its own", () => {
    const siblings = range(1000).map((n) => ({ point: `/srv/jail/${n}`, view: "8:1 /lib" }));
    expect(nestedView(table([...doubled(HOST, "/view", 5), ...siblings]))?.nested).toBe(26);
  });
});

describe("what is no directory mounted inside itself", () => {
  test.each([
    [
      "a node with 3000 volumes",
      range(3000).map((n) => ({
        point: `/var/lib/kubelet/pods/${n}/volumes/secret`,
        view: `0:${n + 9} /`,
      })),
    ],
    ["200 snaps", range(200).map((n) => ({ point: `/snap/core/${n}`, view: `7:${n} /` }))],
    [
      "a thousand jails that show the root",
      [...HOST, ...range(1000).map((n) => ({ point: `/srv/jail/${n}`, view: "8:1 /" }))],
    ],
    ["a thousand mounts at one place", range(1000).map(() => ({ point: "/mnt", view: "8:2 /" }))],
    [
      "numbered directories in each other, each of its own disk",
      range(60).map((n) => ({ point: "/1".repeat(n + 1), view: `8:${n} /` })),
    ],
    [
      "a container in a container",
      [
        { point: "/", view: "0:50 /" },
        { point: "/var/lib/docker/overlay2/a/merged", view: "0:50 /" },
        {
          point: "/var/lib/docker/overlay2/a/merged/var/lib/docker/overlay2/b/merged",
          view: "0:60 /",
        },
        { point: "/var/lib/docker/overlay2/b/merged", view: "0:60 /" },
      ],
    ],
    ["nothing", []],
  ] satisfies [string, readonly Row[]][])("%s", (_, rows) => {
    expect(nestedView(table(rows))?.nested ?? 0).toBe(0);
  });
});

test("thousands of directories in one path do not hold the search up", () => {
  const rows = range(3000).map((n) => ({ point: `/${"a/".repeat(2000)}${n}`, view: "8:1 /" }));
  const text = table(rows);
  const began = performance.now();
  expect(nestedView(text)).toBeNull();
  expect(performance.now() - began).toBeLessThan(3000);
});
