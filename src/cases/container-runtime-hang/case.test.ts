import { describe, expect, test } from "bun:test";
import { unixListeners } from "#text/net-unix.ts";
import { runtimeWords, shimContainer } from "#text/runtime-process.ts";
import { describeCase } from "#testing/describe-case.ts";
import known from "./case.ts";
import { isEndless, waitKind } from "./waits.ts";

describeCase(known, import.meta.path);

describe("what a task waits for", () => {
  test.each([
    [["fuse_get_req", "__fuse_simple_request", "fuse_do_getattr"], "user-filesystem"],
    [["request_wait_answer", "__fuse_request_send"], "user-filesystem"],
    [["rpc_wait_bit_killable", "__rpc_execute", "nfs4_call_sync"], "nfs"],
    [["nfs_wait_bit_killable"], "nfs"],
    [["percpu_rwsem_wait", "mnt_want_write", "open_last_lookups"], "frozen-filesystem"],
    [["kernel_clone", "__do_sys_vfork"], "child"],
    [["_do_fork", "__x64_sys_vfork"], "child"],
    [["io_schedule", "folio_wait_bit_common"], "storage"],
    [["jbd2_log_wait_commit", "ext4_sync_file"], "storage"],
    [["__refrigerator", "get_signal"], "paused"],
    [["hrtimer_nanosleep", "common_nsleep"], "paused"],
    [["rwsem_down_write_slowpath"], "other"],
    [[], "unseen"],
  ])("%p is %s", (functions, kind) => {
    expect(waitKind(functions)).toBe(kind as ReturnType<typeof waitKind>);
  });
  test("lasts as long as another wants, or as a disk takes", () => {
    expect(isEndless("nfs")).toBe(true);
    expect(isEndless("storage")).toBe(false);
  });
});

describe("processes of a runtime", () => {
  test.each([
    ["dockerd", ["/usr/bin/dockerd"], "daemon", "dockerd"],
    ["dockerd-current", null, "daemon", "dockerd"],
    ["docker", ["docker", "daemon"], "daemon", "dockerd"],
    ["docker-containe", ["docker-containerd"], "daemon", "containerd"],
    ["docker-containe", ["docker-containerd-shim", "x"], "shim", "containerd-shim"],
    ["containerd-shim", ["/usr/bin/containerd-shim-runc-v2"], "shim", "containerd-shim"],
    ["conmon", null, "shim", "conmon"],
    ["runc:[2:INIT]", ["runc", "init"], "helper", "runc"],
    ["crio", null, "daemon", "crio"],
  ])("%s %p is a %s, %s", (comm, argv, role, name) => {
    expect(runtimeWords(comm, argv)).toEqual({ role, name } as ReturnType<typeof runtimeWords>);
  });
  test.each(["docker", "docker-proxy", "nginx", "containerdx", "python3"])("%s is none", (comm) => {
    expect(runtimeWords(comm, null)).toBeNull();
  });
  const id = "0123456789abcdef".repeat(4);
  test.each([
    [["containerd-shim-runc-v2", "-namespace", "moby", "-id", id, "-address", "/a"]],
    [["docker-containerd-shim", id, `/var/run/docker/libcontainerd/${id}`, "docker-runc"]],
    [
      [
        "containerd-shim",
        "-namespace",
        "moby",
        "-workdir",
        `/var/lib/x/moby/${id}`,
        "-address",
        "/a",
      ],
    ],
    [["/usr/bin/conmon", "-b", "/run/x", "-c", id, "-u", id]],
  ])("%p tells its container", (argv) => expect(shimContainer(argv)).toBe(id));
});

test("who waits to be accepted has no inode yet", () => {
  const table = [
    "Num       RefCount Protocol Flags    Type St Inode Path",
    "000000004146e7d8: 00000003 00000000 00000000 0001 03 5285933 /tmp/a b.sock",
    "00000000308497dc: 00000002 00000000 00010000 0001 01 5285927 /tmp/a b.sock",
    "00000000676e1ca1: 00000003 00000000 00000000 0001 02     0 /tmp/a b.sock",
    "00000000308497dd: 00000002 00000000 00010000 0005 01 42 @abstract",
    "nonsense",
  ].join("\n");
  expect(unixListeners(table)).toEqual([
    { path: "/tmp/a b.sock", inode: 5285927, waiting: 1, line: 4 },
    { path: "@abstract", inode: 42, waiting: 0, line: 5 },
  ]);
});
