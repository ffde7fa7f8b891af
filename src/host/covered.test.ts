import { expect, test } from "bun:test";
import { MountView } from "./covered.ts";
import { parseMounts } from "./mount-table.ts";

function hidden(...lines: readonly string[]): string[] {
  const view = new MountView(parseMounts(lines.join("\n")));
  return view
    .hidden(({ device }) => device.startsWith("8:"))
    .map(({ device, path, point }) => `${device} ${path} under ${point}`);
}
const ROOT = "1 0 8:1 / / rw - ext4 /dev/sda1 rw";

test("a mount hides the directory that it lies on", () => {
  expect(hidden(ROOT, "2 1 0:5 / /proc rw - proc proc rw")).toEqual(["8:1 /proc under /proc"]);
});

test("a second mount of the filesystem shows what lies below", () => {
  const over = "2 1 0:5 / /srv/data rw - tmpfs tmpfs rw";
  expect(hidden(ROOT, over, "3 1 8:1 / /view rw - ext4 /dev/sda1 rw")).toEqual([]);
  expect(hidden(ROOT, over, "3 1 8:1 /srv /view rw - ext4 /dev/sda1 rw")).toEqual([
    "8:1 /view under /view",
  ]);
  expect(hidden(ROOT, over, "3 1 8:1 /opt /view rw - ext4 /dev/sda1 rw")).toHaveLength(2);
});

test("a view that is covered itself shows nothing", () => {
  expect(
    hidden(
      ROOT,
      "2 1 0:5 / /srv rw - tmpfs tmpfs rw",
      "3 1 8:1 / /view rw - ext4 /dev/sda1 rw",
      "4 3 0:6 / /view/srv rw - tmpfs tmpfs rw",
    ),
  ).toEqual(["8:1 /srv under /srv"]);
});

test("a directory bound onto itself is still there", () => {
  expect(hidden(ROOT, "2 1 8:1 /var/lib/docker /var/lib/docker rw - ext4 /dev/sda1 rw")).toEqual(
    [],
  );
});

test("a bind mount of a subdirectory is named by its place in the filesystem", () => {
  expect(
    hidden(
      ROOT,
      "2 1 8:2 /vol/a /data rw - xfs /dev/sda2 rw",
      "3 2 0:5 / /data/cache rw - tmpfs tmpfs rw",
    ),
  ).toEqual(["8:1 /data under /data", "8:2 /vol/a/cache under /data/cache"]);
});

test("a filesystem under another on the same point is hidden whole, and what it covered is still covered", () => {
  expect(
    hidden(
      ROOT,
      "2 1 8:2 / /data rw - ext4 /dev/sda2 rw",
      "3 2 8:3 / /data rw - ext4 /dev/sda3 rw",
    ),
  ).toEqual(["8:1 /data under /data", "8:2 / under /data"]);
});

test("places inside of a hidden place are not told twice", () => {
  expect(
    hidden(ROOT, "2 1 0:5 / /a/b rw - tmpfs tmpfs rw", "3 1 0:6 / /a rw - tmpfs tmpfs rw"),
  ).toEqual(["8:1 /a under /a"]);
});

test("tables that make no sense are survived", () => {
  expect(hidden("1 1 8:1 / / rw - ext4 x rw")).toEqual([]);
  expect(hidden("1 2 8:1 / /a rw - ext4 x rw", "2 1 8:1 / /a/b rw - ext4 x rw")).toBeDefined();
  expect(hidden("x", "1 0 8:1", "")).toEqual([]);
});

test("a second mount of the same directory is told, but not one that is covered", () => {
  const mounts = parseMounts(
    [
      ROOT,
      "2 1 8:1 / /view rw - ext4 /dev/sda1 rw",
      "3 1 8:1 / /other rw - ext4 /dev/sda1 rw",
      "4 3 0:5 / /other rw - tmpfs tmpfs rw",
      "5 1 8:1 /srv /srv rw - ext4 /dev/sda1 rw",
    ].join("\n"),
  );
  const [root] = mounts;
  expect(root && new MountView(mounts).again(root).map(({ point }) => point)).toEqual(["/view"]);
});
