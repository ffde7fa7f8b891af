import { describe, expect, test } from "bun:test";
import type { Read } from "#contract/reading.ts";
import type { Finding, Verdict } from "#contract/verdict.ts";
import { describeCase } from "#testing/describe-case.ts";
import deletedOpenFiles from "#facts/walk/deleted-open-files.ts";
import filesystemContents from "#facts/walk/filesystem-contents.ts";
import filesystemUsage from "#facts/walk/filesystem-usage.ts";
import { renderSays } from "#text/render-says.ts";
import diskUsageGap from "./case.ts";

describeCase(diskUsageGap, import.meta.path);

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const HOST = { name: "h", kernel: "6.1.0", cpus: 2, source: "folder", at: "" } as const;

function read<T>(value: T, source: string): Read<T> {
  return { status: "read", value, oddities: [], refused: [], origin: { source, at: "" } };
}

interface Texts {
  readonly deleted?: readonly string[];
  readonly seen?: string;
  readonly usage?: readonly string[];
  readonly contents?: readonly string[];
}

const SEEN = "processes=9 unreadable=0 descriptors=99 unsized=0";
const DISK = `filesystem dev=8:1 type=ext4 source=/dev/sda1 point=/data root=/ total=${GIB} free=${GIB / 2} available=${GIB / 2} inodes=65536 inodes-free=60000 device-bytes=${GIB} own=4096 covered=1 looked=yes`;

/** As if walks had written these lines. */
function readings({ deleted = [], seen = SEEN, usage = [DISK] }: Texts) {
  const note = (): void => undefined;
  const parse = (lines: readonly string[]) => [{ path: "", text: lines.join("\n"), match: [] }];
  return {
    deleted: read(deletedOpenFiles.parse(parse([`seen ${seen}`, ...deleted]), note), "deleted"),
    usage: read(filesystemUsage.parse(parse(usage), note), "usage"),
  };
}

function verdictOf(texts: Texts): Verdict {
  const entries = [{ path: "", text: (texts.contents ?? []).join("\n"), match: [] }];
  const contents = read(
    filesystemContents.parse(entries, () => undefined),
    "contents",
  );
  return diskUsageGap.diagnose(readings(texts), texts.contents ? { contents } : null, HOST);
}

function findingOf(texts: Texts): Finding {
  const verdict = verdictOf(texts);
  if (verdict.kind !== "present") throw new Error(`found ${verdict.kind}`);
  return verdict.findings[0];
}

const file = (bytes: number, words = "measure=exact holders=1"): string =>
  `file dev=8:1 ino=12 bytes=${bytes} size=${bytes} kind=file ${words}`;
const holder = (words: string): string =>
  `holder pid=77 comm=app path=/data/app.log\\040(deleted) ${words}`;
const hidden = (bytes: number): string =>
  `hidden dev=8:1 point=/data/sub path=/sub files=3 bytes=${bytes} directories=1 complete=true`;

describe("the floor", () => {
  for (const [total, floor] of [
    [100 * MIB, 4 * MIB],
    [GIB, Math.floor(GIB / 100)],
    [252 * GIB, Math.floor(2.52 * GIB)],
    [100 * 1024 * GIB, 10 * GIB],
  ] as const) {
    test(`of ${total / MIB} MiB is ${floor / MIB} MiB`, () => {
      const usage = [DISK.replace(`total=${GIB} free=${GIB / 2}`, `total=${total} free=${total}`)];
      expect(verdictOf({ usage, deleted: [file(floor), holder("as=fd:3")] }).kind).toBe("present");
      expect(verdictOf({ usage, deleted: [file(floor - 1), holder("as=fd:3")] }).kind).toBe(
        "absent",
      );
      expect(verdictOf({ usage: [...usage, hidden(floor)] }).kind).toBe("present");
      expect(verdictOf({ usage: [...usage, hidden(floor - 1)] }).kind).toBe("absent");
    });
  }
});

describe("what cannot be seen", () => {
  const seen = SEEN.replace("unreadable=0", "unreadable=5");
  test("keeps a gap from being ruled out", () => {
    expect(verdictOf({ seen })).toMatchObject({
      kind: "unknown",
      missing: [{ fact: "walk/deleted-open-files" }],
    });
    expect(verdictOf({ seen: SEEN.replace("unsized=0", "unsized=1") }).kind).toBe("unknown");
    expect(verdictOf({ usage: [DISK.replace("looked=yes", "looked=denied")] }).kind).toBe(
      "unknown",
    );
    expect(verdictOf({ usage: [DISK.replace("looked=yes", "looked=errno-18")] }).kind).toBe(
      "unknown",
    );
  });
  test("does not keep what was seen from being told", () => {
    const finding = findingOf({ seen, deleted: [file(GIB / 4), holder("as=fd:3")] });
    expect(finding.evidence.map(({ label }) => label.key)).toContain("disk-usage-gap/unread");
  });
  test("is told and rules out the rest when no privilege would show it", () => {
    const verdict = verdictOf({ seen: `${SEEN} refused=1` });
    expect(verdict.kind).toBe("absent");
    expect("evidence" in verdict && verdict.evidence.at(-1)?.observed).toEqual({
      value: 1,
      unit: "processes",
    });
  });
  test("does not matter in the mount namespace of somebody else", () => {
    const foreign = DISK.replace("looked=yes", "process=5 looked=errno-1");
    expect(verdictOf({ usage: [foreign] }).kind).toBe("absent");
  });
  test("is everything where no disk is mounted", () => {
    expect(verdictOf({ usage: [] }).kind).toBe("not-applicable");
  });
});

describe("a deleted file", () => {
  test("of a loop device may have holes: it is suspected, and the first line says how to settle it", () => {
    const deleted = [file(GIB / 4, "measure=apparent holders=1"), "holder as=loop:loop3 path=/i"];
    const finding = findingOf({ deleted });
    expect(finding.certainty).toBe("suspected");
    expect(renderSays(finding.says, "en")).toContain("loop device loop3");
    expect(finding.remedies.map(({ id }) => id)).toEqual(["detach-loop"]);
  });
  test("on a filesystem nobody asked about is left out", () => {
    expect(verdictOf({ deleted: [file(GIB).replace("8:1", "8:9")] }).kind).toBe("absent");
  });
  test("is cut only through a descriptor, only when somebody writes it, never when it is mapped", () => {
    const remedies = (...holders: readonly string[]): readonly string[] =>
      findingOf({ deleted: [file(GIB / 4), ...holders.map(holder)] }).remedies.map(({ id }) => id);
    expect(remedies("as=fd:3 written=true")).toEqual(["reopen", "truncate"]);
    expect(remedies("as=fd:3 written=false")).toEqual(["reopen"]);
    expect(remedies("as=fd:3 written=true", "as=map:1000-2000")).toEqual(["reopen"]);
    expect(remedies("as=exe")).toEqual(["reopen"]);
  });
  test("of a unit is given back by restarting the unit; of a container, the container", () => {
    const steps = (words: string): readonly unknown[] =>
      findingOf({ deleted: [file(GIB / 4), holder(words)] }).remedies[0]?.steps ?? [];
    expect(steps("as=fd:3 unit=app.service")).toContainEqual(
      expect.objectContaining({ kind: "run", argv: ["systemctl", "restart", "app.service"] }),
    );
    const contained = steps("as=fd:3 unit=docker.service container=0123456789ab");
    expect(contained.every((step) => (step as { kind: string }).kind === "advise")).toBe(true);
  });
  test("is critical when the filesystem is nearly full", () => {
    const full = DISK.replace(`free=${GIB / 2}`, `free=${16 * MIB}`);
    expect(findingOf({ usage: [full], deleted: [file(GIB / 4)] }).severity).toBe("critical");
    expect(findingOf({ deleted: [file(GIB / 4)] }).severity).toBe("warning");
  });
  test("may have any name", () => {
    const line = holder("as=fd:3").replace("app.log", "\\033[2J\\012✗\u202e");
    const finding = findingOf({ deleted: [file(GIB / 4), line] });
    expect(finding.evidence[1]?.items?.[0]?.name).toContain("\u001b");
  });
});

describe("the balance", () => {
  const deleted = [file(100 * MIB), holder("as=fd:3")];
  const contents = (words: string): string[] => [
    `contents dev=8:1 used=${200 * MIB} directory-bytes=8192 files=9 directories=2 refused=0 ${words}`,
  ];
  test("is closed to the byte", () => {
    const usage = [DISK, hidden(20 * MIB)];
    const stored = contents(`root=/ bytes=${90 * MIB} complete=true`);
    const { balance } = findingOf({ deleted, usage, contents: stored });
    expect(balance?.parts.map(({ key, quantity }) => [key, quantity.value])).toEqual([
      ["files", 70 * MIB],
      ["directories", 8192],
      ["deleted-but-open", 100 * MIB],
      ["hidden-under-mounts", 20 * MIB],
      ["filesystem", 4096],
    ]);
    expect(balance?.residual.value).toBe(10 * MIB - 8192 - 4096);
  });
  test("is not made of what was counted in part", () => {
    const balanceWith = (words: string): unknown =>
      findingOf({ deleted, contents: contents(words) }).balance;
    expect(balanceWith(`root=/ bytes=${90 * MIB} complete=true`)).toBeDefined();
    expect(balanceWith(`root=/ bytes=${90 * MIB} complete=false`)).toBeUndefined();
    expect(balanceWith(`root=/@ bytes=${90 * MIB} complete=true`)).toBeUndefined();
    expect(balanceWith(`root=/ bytes=${300 * MIB} complete=true`)).toBeUndefined();
  });
});

describe("what is looked into more closely", () => {
  const targets = (texts: Texts, named: boolean): readonly string[] =>
    diskUsageGap.closer?.targets(readings(texts), named) ?? [];
  test("is where the gap is", () => {
    const second = DISK.replace("8:1", "8:2");
    const texts = { usage: [DISK, second], deleted: [file(GIB / 4)] };
    expect(targets(texts, false)).toEqual(["8:1"]);
    expect(targets(texts, true)).toEqual(["8:1"]);
  });
  test("is nothing on a host at rest, and what fills up or is small when asked for by name", () => {
    const large = DISK.replace("inodes-free=60000", "inodes-free=0");
    const full = large.replace(`free=${GIB / 2}`, `free=${200 * MIB}`);
    expect(targets({}, false)).toEqual([]);
    expect(targets({}, true)).toEqual(["8:1"]);
    expect(targets({ usage: [large] }, true)).toEqual([]);
    expect(targets({ usage: [full] }, true)).toEqual(["8:1"]);
  });
});

test("numbers that make no sense end no verdict", () => {
  for (const line of [
    DISK.replace(`total=${GIB}`, "total=0").replace(`free=${GIB / 2}`, "free=0"),
    DISK.replace(`total=${GIB}`, "total=9007199254740991"),
    `${DISK} own=99999999999999999999`,
  ])
    expect(verdictOf({ usage: [line], deleted: [file(9_007_199_254_740_991)] }).kind).toBe(
      "present",
    );
});

describe("space that is free and not available", () => {
  const less = DISK.replace(`available=${GIB / 2}`, `available=${GIB / 4}`);
  const labels = (usage: string): string[] =>
    findingOf({ usage: [usage], deleted: [file(GIB / 4), holder("as=fd:3")] }).evidence.map(
      ({ label }) => label.key,
    );
  test("is root's on ext4", () => {
    expect(labels(less)).toContain("disk-usage-gap/reserved");
  });
  test("is the filesystem's own on btrfs", () => {
    const on = labels(less.replace("type=ext4", "type=btrfs"));
    expect(on).toContain("disk-usage-gap/withheld");
    expect(on).not.toContain("disk-usage-gap/reserved");
  });
});

test("both causes are critical on a filesystem that is nearly full", () => {
  const usage = [DISK.replace(`free=${GIB / 2}`, `free=${GIB / 32}`), hidden(GIB / 8)];
  expect(findingOf({ usage }).severity).toBe("critical");
});

test("a gap that the sums show is not ruled out because nobody is seen to hold it", () => {
  const used = GIB / 2;
  const counted = (bytes: number): string =>
    `contents dev=8:1 root=/ used=${used} bytes=${bytes} directory-bytes=4096 files=9 directories=1 refused=0 complete=true`;
  const whole = used - 2 * 4096;
  expect(verdictOf({ contents: [counted(whole)] }).kind).toBe("absent");
  expect(verdictOf({ contents: [counted(whole - GIB / 8)] })).toMatchObject({
    kind: "unknown",
    missing: [{ why: { key: "disk-usage-gap/unexplained" } }],
  });
});

describe("other filesystems below", () => {
  const at = (dev: string, point: string, more = ""): string =>
    `filesystem dev=${dev} type=ext4 source=/dev/x point=${point} root=/ total=${GIB} free=${GIB / 2} available=${GIB / 2} inodes=65536 inodes-free=60000 device-bytes=${GIB} own=4096 covered=1 looked=yes${more}`;
  const below = (usage: readonly string[]): readonly string[] => {
    const verdict = verdictOf({ usage });
    if (verdict.kind !== "absent") throw new Error(`found ${verdict.kind}`);
    return verdict.evidence
      .filter(({ label }) => renderSays(label, "en") === "mounted below")
      .map(({ says }) => renderSays(says, "en"));
  };

  test("are told with what they hold, and are no finding", () => {
    expect(below([at("8:1", "/"), at("8:2", "/boot"), at("8:3", "/data")])).toEqual([
      "1 GiB on other filesystems (2): du without -x counts them too",
    ]);
  });

  test("beside it are not below it, whatever their names begin with", () => {
    expect(below([at("8:2", "/data"), at("8:3", "/data2"), at("8:4", "/")])).toHaveLength(1);
  });
});
