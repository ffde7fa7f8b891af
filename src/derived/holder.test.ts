import { describe, expect, test } from "bun:test";
import type { Container } from "#facts/docker/containers.ts";
import { parseCgroup } from "#text/cgroup.ts";
import { holderName, holderOf } from "./holder.ts";

const OUTER = "a".repeat(64);
const INNER = "b".repeat(64);
const web: Container = {
  id: OUTER,
  name: "web",
  image: "",
  imageId: "",
  driver: "overlay2",
  state: "running",
  pid: 42,
  mounts: [],
  dataRoot: "/var/lib/docker",
  path: "",
};
const shell = { pid: 7, comm: "sh" };

describe("the holder of a pid", () => {
  test("is the container that its cgroup names, by its docker name", () => {
    const holder = holderOf(shell, parseCgroup(`0::/system.slice/docker-${OUTER}.scope`), [web]);
    expect(holder).toMatchObject({ kind: "container", id: OUTER, pid: 7 });
    expect(holderName(holder)).toBe("web");
  });

  test("is the container that docker knows, when it runs another inside", () => {
    const cgroup = parseCgroup(`0::/docker/${OUTER}/docker/${INNER}`);
    expect(holderName(holderOf(shell, cgroup, [web]))).toBe("web");
    expect(holderName(holderOf(shell, cgroup, []))).toBe("bbbbbbbbbbbb");
  });

  test("is found by the container's first process when the cgroup tells nothing", () => {
    expect(holderName(holderOf({ pid: 42, comm: "sh" }, null, [web]))).toBe("web");
    expect(holderName(holderOf({ pid: 43, comm: "sh" }, null, [web]))).toBe("sh[43]");
  });

  test("is the process with its unit on a plain host", () => {
    const holder = holderOf(shell, parseCgroup("0::/system.slice/nginx.service"), [web]);
    expect(holder).toEqual({ kind: "process", ...shell, unit: "nginx.service" });
  });
});
