import { describe, expect, test } from "bun:test";
import { formatAddress } from "./address.ts";
import { decode } from "./decode.ts";
import { Frame } from "./frame.ts";
import { linkTypeName } from "./link-types.ts";
import * as packets from "./packet.ts";

/** Decodes a frame written as hexadecimal, in layers. `length` is that on the wire, if more than was captured. */
function decoded(linkType: number, layers: readonly string[], length?: number): packets.Packet {
  const frame = new Frame();
  frame.bytes = new Uint8Array(Buffer.from(layers.join("").replaceAll(" ", ""), "hex"));
  frame.captured = frame.bytes.length;
  frame.length = length ?? frame.captured;
  frame.linkType = linkType;
  const packet = new packets.Packet();
  decode(frame, packet);
  return packet;
}

const MAC = "020000000001 020000000002";
const ipv4 = (length: string, protocol: string, fragment = "4000"): string =>
  `4500 ${length} 1234 ${fragment} 40 ${protocol} 0000 0a000001 0a000002`;
const ipv6 = (payload: string, next: string): string =>
  `60000000 ${payload} ${next} 40 20010db8000000000000000000000001 20010db8000000000000000000000002`;
/** Port 40000 to 443, SYN, MSS 1460, SACK permitted, time stamps, window scale 7. */
const SYN =
  "9c40 01bb 00000001 00000000 a002 faf0 0000 0000 020405b4 0402 080a 00000005 00000000 01 030307";
const UDP = "9c40 0035 0008 0000";
const source = ({ source0, source1, source2, source3 }: packets.Packet): string =>
  formatAddress([source0, source1, source2, source3]);

describe("links", () => {
  const tcp = [ipv4("003c", "06"), SYN];
  test.each([
    ["Ethernet", 1, [MAC, "0800"]],
    ["802.1Q", 1, [MAC, "8100 0064 0800"]],
    ["802.1ad over 802.1Q", 1, [MAC, "88a8 0064 8100 00c8 0800"]],
    ["802.3 with SNAP", 1, [MAC, "0044 aaaa03000000 0800"]],
    ["PPPoE", 1, [MAC, "8864 1100 0001 003e 0021"]],
    ["MPLS", 1, [MAC, "8847 00001040 00002140"]],
    ["Linux cooked v1", 113, ["0004 0001 0006 020000000001 0000 0800"]],
    ["Linux cooked v2", 276, ["0800 0000 00000003 0001 04 06 020000000001 0000"]],
    ["raw IP", 101, []],
    ["raw IP as DLT 12", 12, []],
    ["raw IPv4", 228, []],
    ["null, little-endian", 0, ["02000000"]],
    ["null, big-endian", 0, ["00000002"]],
    ["OpenBSD loopback", 108, ["00000002"]],
    ["PPP", 9, ["ff03 0021"]],
    ["Cisco HDLC", 104, ["0f00 0800"]],
    ["nflog", 239, ["0200 0000 0800 0100 00000000", "4000 0900"]],
  ])("%s", (_, linkType, header) => {
    const packet = decoded(linkType, [...header, ...tcp]);
    expect(linkTypeName(linkType)).toBeString();
    expect(packet).toMatchObject({
      version: 4,
      transport: packets.TRANSPORT_TCP,
      sourcePort: 40_000,
      destinationPort: 443,
      flags: packets.SYN,
      stop: packets.STOP_NONE,
    });
    expect(source(packet)).toBe("10.0.0.1");
  });

  test("VLAN ids are kept, outermost first", () => {
    const packet = decoded(1, [MAC, "88a8 0064 8100 00c8 0800", ...tcp]);
    expect(Array.from(packet.vlanIds.subarray(0, packet.vlans))).toEqual([100, 200]);
  });

  test("cooked captures tell which way and through which interface", () => {
    const header = "0800 0000 00000003 0001 04 06 020000000001 0000";
    expect(decoded(276, [header, ...tcp])).toMatchObject({ packetType: 4, ifIndex: 3 });
  });

  test("an unknown link type is left alone", () => {
    expect(decoded(147, tcp)).toMatchObject({ version: 0, stop: packets.STOP_FOREIGN });
  });
});

describe("IP", () => {
  test("TCP options", () => {
    expect(decoded(101, [ipv4("003c", "06"), SYN])).toMatchObject({
      maximumSegmentSize: 1460,
      isSackPermitted: true,
      windowShift: 7,
      hasTimestamps: true,
      timestampValue: 5,
      payloadLength: 0,
    });
  });

  test("SACK blocks", () => {
    const ack = "9c40 01bb 00000001 00000002 8010 faf0 0000 0000 0101 050a 00000010 00000020";
    const packet = decoded(101, [ipv4("0034", "06"), ack]);
    expect(Array.from(packet.sackEdges.subarray(0, 2 * packet.sackBlocks))).toEqual([16, 32]);
  });

  test("padding of the link is not payload", () => {
    const packet = decoded(1, [MAC, "0800", ipv4("001c", "11"), UDP, "00".repeat(18)]);
    expect(packet).toMatchObject({ payloadLength: 0, payloadCaptured: 0, totalLength: 28 });
  });

  test("a snap length of 68 leaves the header and tells the payload's length", () => {
    const header = "9c40 01bb 00000001 00000002 5010 faf0 0000 0000";
    const packet = decoded(1, [MAC, "0800", ipv4("05dc", "06"), header, "00".repeat(14)], 1514);
    expect(packet).toMatchObject({ payloadLength: 1460, payloadCaptured: 14, totalLength: 1500 });
  });

  test("TCP options that the snap length cut", () => {
    const packet = decoded(101, [ipv4("003c", "06"), SYN.slice(0, -16)], 60);
    expect(packet).toMatchObject({ areOptionsCut: true, stop: packets.STOP_CUT, flags: 2 });
  });

  test("a length of 0: the card was to split it", () => {
    const header = "9c40 01bb 00000001 00000002 5010 faf0 0000 0000";
    const packet = decoded(1, [MAC, "0800", ipv4("0000", "06"), header, "00".repeat(3000)]);
    expect(packet).toMatchObject({ isLengthZero: true, totalLength: 3040, payloadLength: 3000 });
  });

  test("fragments: the first has ports, the others have not", () => {
    const first = decoded(101, [ipv4("001c", "11", "2000"), UDP]);
    const later = decoded(101, [ipv4("001c", "11", "0010"), UDP]);
    expect(first).toMatchObject({ isFragment: true, isMoreFragments: true, sourcePort: 40_000 });
    expect(later).toMatchObject({
      isFragment: true,
      fragmentOffset: 128,
      transport: packets.TRANSPORT_NONE,
      stop: packets.STOP_FRAGMENT,
    });
  });

  test("IPv6 with hop-by-hop, routing, fragment and destination options", () => {
    const extensions = "2b00000000000000 2c00000000000000 3c00000100000007 0600000000000000";
    const packet = decoded(101, [ipv6("0048", "00"), extensions, SYN]);
    expect(packet).toMatchObject({
      version: 6,
      protocol: 6,
      flags: 2,
      isFragment: true,
      isDontFragment: true,
    });
    expect(source(packet)).toBe("2001:db8::1");
  });
});

describe("ICMP", () => {
  const inner = [ipv4("05dc", "06"), "9c40 01bb 00000007"];
  test("fragmentation needed names the MTU and the flow", () => {
    const packet = decoded(101, [ipv4("0038", "01"), "0304 0000 0000 0578", ...inner]);
    expect(packet).toMatchObject({ icmpType: 3, icmpCode: 4, nextHopMtu: 1400 });
    expect(packet.quoted).toMatchObject({
      version: 4,
      protocol: 6,
      totalLength: 1500,
      isDontFragment: true,
      hasPorts: true,
      sourcePort: 40_000,
      destinationPort: 443,
      sequence: 7,
    });
  });

  test("packet too big of IPv6", () => {
    const quoted = [ipv6("05a0", "06"), "9c40 01bb 00000007"];
    const packet = decoded(101, [ipv6("0038", "3a"), "0200 0000 00000500", ...quoted]);
    expect(packet).toMatchObject({ icmpType: 2, nextHopMtu: 1280 });
    expect(packet.quoted).toMatchObject({ version: 6, totalLength: 1480, sourcePort: 40_000 });
  });
});

describe("tunnels", () => {
  const frame = [MAC, "0800", ipv4("003c", "06"), SYN];
  const vxlan = (port: string): string[] => [
    ipv4("006e", "11", "0000"),
    `c000 ${port} 005a 0000`,
    "08000000 00002a00",
    ...frame,
  ];
  const { TUNNEL_VXLAN, TUNNEL_GENEVE, TUNNEL_GRE, TUNNEL_ERSPAN, TUNNEL_IPIP, TUNNEL_6IN4 } =
    packets;
  test.each([
    ["VXLAN", vxlan("12b5"), TUNNEL_VXLAN, 42],
    ["VXLAN on Linux's own port", vxlan("2118"), TUNNEL_VXLAN, 42],
    [
      "Geneve with options",
      [
        ipv4("0076", "11", "0000"),
        "c000 17c1 0062 0000",
        "0200 6558 00000700 0102800100000000",
        ...frame,
      ],
      TUNNEL_GENEVE,
      7,
    ],
    [
      "GRE with key",
      [ipv4("0058", "2f", "0000"), "2000 0800 00000009", ...frame.slice(2)],
      TUNNEL_GRE,
      9,
    ],
    [
      "ERSPAN II",
      [ipv4("006e", "2f", "0000"), "1000 88be 00000001 10640005 00000000", ...frame],
      TUNNEL_ERSPAN,
      5,
    ],
    ["IPIP", [ipv4("0050", "04", "0000"), ...frame.slice(2)], TUNNEL_IPIP, -1],
    ["IPv4 in IPv6", [ipv6("003c", "04"), ...frame.slice(2)], TUNNEL_6IN4, -1],
  ])("%s", (_, layers, tunnel, tunnelId) => {
    expect(decoded(101, layers)).toMatchObject({
      tunnels: 1,
      tunnel,
      tunnelId,
      flags: packets.SYN,
      totalLength: 60,
      isDontFragment: true,
      stop: packets.STOP_NONE,
    });
  });

  test("the outermost packet's size and DF bit are kept", () => {
    expect(decoded(101, vxlan("12b5"))).toMatchObject({
      outerVersion: 4,
      outerTotalLength: 110,
      isOuterDontFragment: false,
      outerDestinationPort: 4789,
    });
  });

  test("tunnels in tunnels end at a limit", () => {
    const packet = decoded(
      101,
      Array.from({ length: 300 }, () => ipv4("0000", "04")),
    );
    expect(packet.stop).toBe(packets.STOP_DEPTH);
  });
});
