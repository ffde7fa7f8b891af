import type { Bench } from "#lab/bench.ts";
import { expectAbsent, expectFinding, expectUnknown, findingsOf } from "#lab/judge.ts";
import { defineLab, type LabVariant, program, root } from "#lab/lab.ts";
import type { Room } from "#lab/room.ts";

/** A user namespace with limits of its own: those of the machine stay as they are. */
async function limited(bench: Bench, kind: string, limit: number): Promise<Room> {
  const room = await bench.room("user");
  await room.run("sh", "-c", `echo ${limit} >/proc/sys/user/max_${kind}_namespaces`);
  return room;
}

/** Makes namespaces until there are so many. */
async function make(bench: Bench, room: Room, word: string, count: number): Promise<void> {
  const kind = word.replace("--", "");
  const started = Array.from({ length: count }, () => room.start("unshare", word, "sleep", "60"));
  await bench.until(`${count} ${kind} namespaces are there`, async () => {
    const comms = await Promise.all(started.map(({ pid }) => Bun.file(`/proc/${pid}/comm`).text()));
    return comms.every((comm) => comm.trim() === "sleep");
  });
}

/** What the kernel answers to one more. */
async function oneMore(room: Room, word: string): Promise<string> {
  const text = await room.run("sh", "-c", `LC_ALL=C unshare ${word} true 2>&1 || true`);
  return text.trim();
}

const requires = [root, { kind: "file", path: "/proc/sys/user/max_user_namespaces" }] as const;
const REFUSED = "No space left on device";

function exhausting(id: string, kind: string, limit: number, says: LabVariant["says"]): LabVariant {
  const word = `--${kind === "mnt" ? "mount" : kind}`;
  return {
    id,
    kind: "fault",
    says,
    requires,
    async up(bench) {
      const room = await limited(bench, kind, limit);
      await make(bench, room, word, limit);
      const answer = await oneMore(room, word);
      return {
        room,
        judge(report) {
          const told = JSON.stringify(findingsOf(report)[0]?.slots ?? {});
          return [
            ...(answer.includes(REFUSED) ? [] : [`expected ENOSPC, the kernel said: ${answer}`]),
            ...expectFinding(report, { cause: "namespaces-exhausted", subject: "0" }),
            ...(told.includes(`"${kind}"`) ? [] : [`expected ${kind} to be named, found ${told}`]),
          ];
        },
      };
    },
  };
}

const forbidden: LabVariant = {
  id: "forbidden",
  kind: "fault",
  says: { en: "a limit of 0: nobody may make one", zh: "上限为 0，任何用户都不能创建" },
  requires,
  async up(bench) {
    const room = await limited(bench, "user", 0);
    const answer = await oneMore(room, "--user");
    return {
      room,
      judge: (report) => [
        ...(answer.includes(REFUSED) ? [] : [`expected ENOSPC, the kernel said: ${answer}`]),
        ...expectFinding(report, { kind: "latent", cause: "namespaces-exhausted", subject: "*" }),
      ],
    };
  },
};

const many: LabVariant = {
  id: "many-namespaces",
  kind: "look-alike",
  says: {
    en: "forty network namespaces, far below the limit",
    zh: "40 个网络命名空间，远低于上限",
  },
  requires,
  async up(bench) {
    await make(bench, await bench.room("mount"), "--net", 40);
    return { judge: expectAbsent };
  },
};

/** Thirty-three levels are too deep: the same words, another limit. */
const deep: LabVariant = {
  id: "nested-too-deep",
  kind: "look-alike",
  says: {
    en: "user namespaces nested as deep as the kernel allows: ENOSPC, and the limit is far",
    zh: "用户命名空间嵌套到内核允许的最大深度：同样报 ENOSPC，但离上限还很远",
  },
  requires,
  async up(bench) {
    const room = await bench.room("mount");
    const nest =
      "n=$1; [ $n -eq 0 ] && exec sleep 60; exec unshare --user --map-root-user sh $2 $((n-1)) $2";
    const script = `${bench.directory}/nest.sh`;
    await Bun.write(script, `${nest}\n`);
    const deepest = room.start("sh", script, "31", script);
    await bench.until("the namespaces are there", async () => {
      const comm = await Bun.file(`/proc/${deepest.pid}/comm`).text();
      return comm.trim() === "sleep";
    });
    return { judge: expectAbsent };
  },
};

/** What counts inside is not told from above. */
const below: LabVariant = {
  id: "full-below",
  kind: "blind",
  says: {
    en: "a user namespace with a limit of its own is full, and the host above it has room",
    zh: "某个用户命名空间自身的上限已满，而上层主机仍有余量",
  },
  requires: [...requires, program("nsenter")],
  async up(bench) {
    const room = await limited(bench, "net", 3);
    await make(bench, room, "--net", 3);
    const answer = await oneMore(room, "--net");
    return {
      judge: (report) => [
        ...(answer.includes(REFUSED) ? [] : [`expected ENOSPC, the kernel said: ${answer}`]),
        ...expectUnknown(report, "walk/user-limits"),
      ],
    };
  },
};

const idle: LabVariant = {
  id: "host-at-rest",
  kind: "healthy",
  says: { en: "one namespace", zh: "只有一个命名空间" },
  requires,
  async up(bench) {
    await bench.room("net");
    return { judge: expectAbsent };
  },
};

export default defineLab({
  case: "user-namespace-limit",
  variants: [
    exhausting("user-namespaces", "user", 4, {
      en: "four user namespaces where four are allowed",
      zh: "允许 4 个用户命名空间，已有 4 个",
    }),
    exhausting("net-namespaces", "net", 3, {
      en: "three network namespaces where three are allowed",
      zh: "允许 3 个网络命名空间，已有 3 个",
    }),
    exhausting("mnt-namespaces", "mnt", 3, {
      en: "three mount namespaces where three are allowed",
      zh: "允许 3 个挂载命名空间，已有 3 个",
    }),
    forbidden,
    many,
    deep,
    below,
    idle,
  ],
});
