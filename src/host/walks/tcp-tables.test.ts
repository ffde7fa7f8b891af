import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import closeWait from "./close-wait.ts";
import listenQueues from "./listen-queues.ts";
import tcpPorts from "./tcp-ports.ts";

// No namespace has this inode.
const ENDED = "1";

test.each([closeWait, tcpPorts, listenQueues])(
  "$name: a namespace that ended has no sockets",
  async (walk) => {
    const text = await walk.run({ root: "", targets: [ENDED], dockerRoots: [] });
    expect(text).toMatch(/^namespace netns=1 .*(sockets|listeners)=0/m);
    expect(text.split("\n").filter((line) => line.startsWith("namespace"))).toHaveLength(1);
  },
);

test.each([closeWait, tcpPorts, listenQueues])(
  "$name: an empty file, or one of zeros, is no table without sockets",
  async (walk) => {
    const root = mkdtempSync(join(tmpdir(), "casebook-tables-"));
    mkdirSync(join(root, "proc/net"), { recursive: true });
    const read = async (text: string): Promise<string> => {
      for (const table of ["tcp", "tcp6"]) writeFileSync(join(root, "proc/net", table), text);
      return walk.run({ root, targets: ["0", "own=0"], dockerRoots: [] });
    };
    expect(await read("  sl  local_address rem_address   st\n")).toMatch(/^namespace netns=0 /m);
    expect(await read("")).not.toMatch(/^namespace/m);
    expect(await read("\0".repeat(4096))).not.toMatch(/^namespace/m);
    rmSync(root, { recursive: true });
  },
);
