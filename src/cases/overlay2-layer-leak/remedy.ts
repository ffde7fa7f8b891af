import { defineMessages } from "#contract/message.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import { pathOf } from "./classify.ts";
import type { LayerLists } from "./layers.ts";
import type { LayerUsage } from "#facts/walk/layer-usage.ts";

const words = defineMessages("overlay2-layer-leak/remedy", {
  quarantine: {
    en: "move the leaked layers aside, where dockerd does not look; nothing is deleted, and moving them back undoes it",
    zh: "把泄漏的层移到 dockerd 不使用的目录；不删除任何数据，移回即可撤销",
  },
  quiet: {
    en: "stop pulls, builds and deployments on this host, and check again after a minute: the same layers must be named",
    zh: "暂停本机的拉取、构建与发布，一分钟后再检查一次：列出的层应当相同",
  },
  makePlace: {
    en: "make the quarantine, on the same filesystem",
    zh: "在同一文件系统上建立隔离目录",
  },
  moveLayer: { en: "move the layer's directory: a rename", zh: "移动层目录（仅重命名）" },
  moveLink: { en: "move the short name that leads to it", zh: "移动指向它的短名链接" },
  verify: {
    en: "see that docker ps -a lists the same containers, that every image still inspects, and that one container of each image starts",
    zh: "确认 docker ps -a 列出的容器不变、每个镜像都能 inspect，并且每个镜像都能启动一个容器",
  },
  later: {
    en: "the space comes back when {place} is deleted: after some days without a complaint",
    zh: "删除 {place} 后才会释放空间：请在运行数天无异常后再删除",
  },
  prune: {
    en: "first let docker give back what it still knows of: unused build cache, dangling images; proven leaks stay",
    zh: "先让 docker 释放它仍有记录的部分：无用的构建缓存与悬空镜像；已证实的泄漏不会因此减少",
  },
  pruneBuilder: { en: "remove build cache that nothing uses", zh: "清理未使用的构建缓存" },
  pruneImages: { en: "remove dangling images", zh: "清理悬空镜像" },
  restart: {
    en: "restart dockerd: at its start it takes up removals that did not end",
    zh: "重启 dockerd：启动时会继续未完成的删除",
  },
  restartAdvice: {
    en: "without live-restore all containers stop with dockerd: choose the hour",
    zh: "未开启 live-restore 时，所有容器会随 dockerd 停止：请选择合适的时间",
  },
  restartStep: { en: "restart the daemon", zh: "重启守护进程" },
});

/** Names that a path may be built from: a hostile directory entry stays where it is. */
const PLAIN = /^[0-9A-Za-z_.-]+$/;

function moves(lists: LayerLists, place: string, usage: ReadonlyMap<string, LayerUsage>): Step[] {
  const { store, leaked } = lists;
  const [moveLayer, moveLink] = [words.moveLayer(), words.moveLink()];
  const names = leaked.flatMap(({ directories }) => directories).filter((name) => PLAIN.test(name));
  return names.flatMap((name): Step[] => {
    const from = pathOf(store, name);
    const short = usage.get(from)?.shortName ?? null;
    const layer: Step = { kind: "move", from, to: `${place}/${name}`, says: moveLayer };
    if (short === null) return [layer];
    const link = pathOf(store, `l/${short}`);
    return [layer, { kind: "move", from: link, to: `${place}/l/${short}`, says: moveLink }];
  });
}

/** Never `rm`: what turns out to be wanted can be moved back. */
function quarantine(lists: LayerLists, usage: ReadonlyMap<string, LayerUsage>): Remedy {
  const place = `${lists.store.dataRoot.replace(/\/+$/, "")}/overlay2-quarantine`;
  return {
    id: "quarantine",
    risk: "none",
    lasts: "permanent",
    says: words.quarantine(),
    steps: [
      { kind: "advise", says: words.quiet() },
      {
        kind: "run",
        argv: ["mkdir", "-p", `${place}/l`],
        undo: ["rmdir", `${place}/l`, place],
        says: words.makePlace(),
      },
      ...moves(lists, place, usage),
      { kind: "advise", says: words.verify() },
      { kind: "advise", says: words.later({ place }) },
    ],
  };
}

const prune: Remedy = {
  id: "prune",
  risk: "loses-data",
  lasts: "once",
  says: words.prune(),
  steps: [
    {
      kind: "run",
      argv: ["docker", "builder", "prune", "-f"],
      undo: null,
      says: words.pruneBuilder(),
    },
    {
      kind: "run",
      argv: ["docker", "image", "prune", "-f"],
      undo: null,
      says: words.pruneImages(),
    },
  ],
};

const restart: Remedy = {
  id: "restart-daemon",
  risk: "interrupts",
  lasts: "once",
  says: words.restart(),
  steps: [
    { kind: "advise", says: words.restartAdvice() },
    {
      kind: "run",
      argv: ["systemctl", "restart", "docker"],
      undo: null,
      says: words.restartStep(),
    },
  ],
};

/** A plan for what was found; `certain` is false where mounts and processes were not seen, and then nothing is moved. */
export function remediesFor(
  lists: LayerLists,
  usage: ReadonlyMap<string, LayerUsage>,
  certain: boolean,
): readonly Remedy[] {
  const halfRemoved = lists.undecided.some(({ doubt }) => doubt.kind === "half-removed");
  return [
    ...(certain && lists.leaked.length > 0 ? [quarantine(lists, usage)] : []),
    ...(halfRemoved ? [restart] : []),
    ...(lists.store.daemon && lists.leaked.length > 0 ? [prune] : []),
  ];
}
