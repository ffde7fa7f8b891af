import { describe, expect, test } from "bun:test";
import { describeFact } from "#testing/describe-fact.ts";
import mountinfo, { type Mount, overlayLayers } from "./mountinfo.ts";

describeFact(mountinfo, import.meta.path);

function parse(text: string): { mounts: Mount[]; odd: (number | undefined)[] } {
  const odd: (number | undefined)[] = [];
  const table = mountinfo.parse([{ path: "", text, match: [] }], ({ line }) => odd.push(line));
  return { mounts: [...table], odd };
}

describe("a line of mountinfo", () => {
  test("gives every propagation tag, in any order", () => {
    const { mounts } = parse(
      "9 8 0:1 / /a rw master:2 propagate_from:7 shared:3 unbindable - ext4 /dev/a rw\n",
    );
    expect(mounts[0]?.propagation).toEqual({
      shared: 3,
      master: 2,
      propagateFrom: 7,
      unbindable: true,
    });
  });

  test("keeps an empty source and a mount point that looks like the separator", () => {
    const { mounts } = parse("9 8 0:1 / /a\\040-\\040b rw - tmpfs  rw,size=4k\n");
    expect(mounts[0]).toMatchObject({
      point: "/a - b",
      type: "tmpfs",
      source: "",
      superOptions: "rw,size=4k",
    });
  });

  test("is passed over and told when it is damaged, and the others are kept", () => {
    const { mounts, odd } = parse(
      [
        "1 0 0:1 / / rw - rootfs rootfs rw",
        "2 1 0:2 / /x rw tmpfs tmpfs rw",
        "x 1 0:2 / /x rw - tmpfs tmpfs rw",
        "99999999999 1 0:2 / /x rw - tmpfs tmpfs rw",
        "3 1 0:3 / /y rw - tmpfs tmpfs rw",
      ].join("\n"),
    );
    expect(mounts.map(({ line }) => line)).toEqual([1, 5]);
    expect(odd).toEqual([2, 3, 4]);
  });

  test("of overlayfs gives its layers, with and without lowerdir+", () => {
    const layers = (options: string): unknown =>
      parse(`1 0 0:1 / / rw - overlay overlay ${options}\n`).mounts.map(overlayLayers);
    const both = { lower: ["/l/A:b", "/l/C,d"], upper: "/u", work: "/w" };
    expect(layers("rw,lowerdir=/l/A\\:b:/l/C\\054d,upperdir=/u,workdir=/w")).toEqual([both]);
    expect(layers("rw,lowerdir+=/l/A\\:b,lowerdir+=/l/C\\054d,upperdir=/u,workdir=/w")).toEqual([
      both,
    ]);
  });

  test("is no quadratic trap when nothing in a long text is as it should be", () => {
    const text = "x\n".repeat(2_000_000);
    const began = performance.now();
    expect(() => parse(text)).toThrow(SyntaxError);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
