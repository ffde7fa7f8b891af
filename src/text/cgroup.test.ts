import { describe, expect, test } from "bun:test";
import { parseCgroup } from "./cgroup.ts";

const ID = "84ad0790d137467a41a21d7fb29b4973f68d4d00e67390454d587da8e5cc292b";
const UID = "d0544205-72df-11e8-b691-080027c5d95e";
const UNDERSCORED = UID.replaceAll("-", "_");

describe("a cgroup path names its container", () => {
  const cases: readonly [string, string | null, string | null][] = [
    [`/docker/${ID}`, "docker", null],
    [`/system.slice/docker-${ID}.scope`, "docker", null],
    [`/lab-parent/${ID}`, null, null],
    [`/${ID}`, null, null],
    [`/kubepods/besteffort/pod${UID}/${ID}`, null, UID],
    [
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UNDERSCORED}.slice/cri-containerd-${ID}.scope`,
      "containerd",
      UID,
    ],
    [`/kubepods.slice/kubepods-pod${UNDERSCORED}.slice/crio-${ID}.scope`, "crio", UID],
    [`/kubepods.slice/kubepods-pod${UNDERSCORED}.slice/docker-${ID}.scope`, "docker", UID],
    [
      `/system.slice/containerd.service/kubepods-burstable-pod${UNDERSCORED}.slice:cri-containerd:${ID}`,
      "containerd",
      UID,
    ],
    [`/machine.slice/libpod-${ID}.scope/container`, "podman", null],
    [`/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope`, "podman", null],
    [`/ecs/0123456789abcdef0123456789abcdef/${ID}`, null, null],
  ];
  for (const [path, runtime, pod] of cases) {
    test(path, () => {
      expect(parseCgroup(`0::${path}\n`).containers).toEqual([
        { id: ID, runtime, pod } as ReturnType<typeof parseCgroup>["containers"][number],
      ]);
    });
  }

  test("of LXC it is the name", () => {
    expect(parseCgroup("0::/lxc.payload.web-1/init.scope").containers).toEqual([
      { id: "web-1", runtime: "lxc", pod: null },
    ]);
    expect(parseCgroup("4:memory:/lxc/web-1\n").containers[0]?.id).toBe("web-1");
  });

  test("a monitor of a container is none", () => {
    const { containers, unit } = parseCgroup(`0::/machine.slice/libpod-conmon-${ID}.scope`);
    expect(containers).toEqual([]);
    expect(unit).toBe(`libpod-conmon-${ID}.scope`);
  });
});

describe("a cgroup path names its unit", () => {
  test("the innermost service or scope", () => {
    expect(parseCgroup("0::/user.slice/user-0.slice/session-3.scope").unit).toBe("session-3.scope");
    expect(
      parseCgroup("0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.service").unit,
    ).toBe("x.service");
    expect(parseCgroup("0::/").unit).toBeNull();
  });

  test("as systemd's own hierarchy tells, when controllers of v1 are left at the root", () => {
    const { unit, paths } = parseCgroup(
      "4:memory:/\n2:cpu,cpuacct:/\n1:name=systemd:/system.slice/cron.service\n",
    );
    expect(unit).toBe("cron.service");
    expect(paths[1]).toEqual({ controllers: ["cpu", "cpuacct"], path: "/" });
  });
});

test("text of another kind is refused", () => {
  expect(() => parseCgroup("Name:\tbash\n")).toThrow(SyntaxError);
  expect(() => parseCgroup("")).toThrow(SyntaxError);
});
