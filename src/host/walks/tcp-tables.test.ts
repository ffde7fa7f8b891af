import { expect, test } from "bun:test";
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
