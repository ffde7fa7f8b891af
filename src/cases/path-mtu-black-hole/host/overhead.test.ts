import { expect, test } from "bun:test";
import { overheadOf } from "./overhead.ts";

/** The MTU that Linux gives such a tunnel by itself over an uplink of 1500 bytes; WireGuard's is made for IPv6. */
const DEFAULTS: readonly (readonly [string, boolean, number])[] = [
  ["vxlan", false, 1450],
  ["vxlan", true, 1430],
  ["geneve", false, 1450],
  ["geneve", true, 1430],
  ["ipip", false, 1480],
  ["sit", false, 1480],
  ["gre", false, 1476],
  ["gretap", false, 1462],
  ["ip6tnl", true, 1452],
  ["ip6gre", true, 1448],
  ["ip6gretap", true, 1434],
  ["wireguard", true, 1420],
  ["wireguard", false, 1440],
];

test.each(DEFAULTS)("%s over IPv6: %p leaves %i of 1500", (kind, isOver6, mtu) => {
  expect(1500 - (overheadOf(kind, isOver6) ?? 0)).toBe(mtu);
});

test("GRE's checksum, key and sequence number take four bytes each", () => {
  expect(overheadOf("gre", false, 0x8000 | 0x2000 | 0x1000)).toBe(36);
});

test("what is no tunnel adds nothing that is known", () => {
  expect(overheadOf("bridge", false)).toBeNull();
});
