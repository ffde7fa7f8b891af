import type { Frame } from "./frame.ts";
import { byEtherType, logicalLink, mpls, ppp } from "./layers/ether-type.ts";
import { icmp, icmp6 } from "./layers/icmp.ts";
import { anyIp, extension, fragment, ipv4, ipv6 } from "./layers/ip.ts";
import { ethernet, link } from "./layers/link.ts";
import * as next from "./layers/next.ts";
import { tcp } from "./layers/tcp.ts";
import {
  enter,
  etherIp,
  geneve,
  gre,
  gtp,
  l2tp,
  lisp,
  teredo,
  vxlan,
  vxlanGpe,
} from "./layers/tunnels.ts";
import { udp } from "./layers/udp.ts";
import {
  type Packet,
  STOP_DEPTH,
  STOP_FOREIGN,
  STOP_NONE,
  TRANSPORT_NONE,
  TUNNEL_6IN4,
  TUNNEL_IPIP,
  TUNNEL_NONE,
} from "./packet.ts";

/** Headers of one frame, of any kind. Triple VXLAN with VLAN tags takes 15; tests of extension headers take 60. */
const MOST_LAYERS = 128;

/** Decodes a frame into a record that is used again and again. Never throws, whatever the bytes are. */
export function decode(frame: Frame, packet: Packet): void {
  reset(frame, packet);
  through(packet, link(packet, frame.linkType));
}

/**
 * Decodes the payload of an IP packet that came in fragments, behind what was decoded of its last one.
 * @param whole `bytes` hold its first `captured` of `length` bytes.
 */
export function decodeWhole(packet: Packet, whole: WholePayload): void {
  packet.bytes = whole.bytes;
  packet.at = 0;
  packet.end = whole.captured;
  packet.claimedEnd = whole.length;
  packet.stop = STOP_NONE;
  packet.isFragment = false;
  packet.isMoreFragments = false;
  packet.fragmentOffset = 0;
  packet.isDontFragment = false;
  packet.totalLength = whole.largestFragment;
  packet.transport = TRANSPORT_NONE;
  packet.isReassembled = true;
  packet.wasShown = whole.wasShown;
  packet.protocol = whole.protocol;
  through(packet, whole.protocol);
}

/** What {@link Fragments} put together. */
interface WholePayload {
  readonly bytes: Uint8Array;
  readonly captured: number;
  readonly length: number;
  readonly protocol: number;
  readonly wasShown: boolean;
  /** IP length of the largest fragment. */
  readonly largestFragment: number;
}

function through(packet: Packet, first: number): void {
  let layer = first;
  for (let layers = 0; layer !== next.DONE; layers++) {
    if (layers === MOST_LAYERS) {
      packet.stop = STOP_DEPTH;
      break;
    }
    layer = layer < 256 ? byProtocol(packet, layer) : byLayer(packet, layer);
  }
  if (packet.at > packet.end) packet.at = packet.end;
}

function reset(frame: Frame, packet: Packet): void {
  packet.bytes = frame.bytes;
  packet.at = frame.at;
  packet.end = frame.at + frame.captured;
  packet.claimedEnd = frame.at + Math.max(frame.length, frame.captured);
  packet.stop = STOP_NONE;
  packet.etherType = 0;
  packet.vlans = 0;
  packet.isArp = false;
  packet.packetType = -1;
  packet.ifIndex = 0;
  packet.mplsLabels = 0;
  packet.version = 0;
  packet.transport = TRANSPORT_NONE;
  packet.tunnels = 0;
  packet.tunnel = TUNNEL_NONE;
  packet.tunnelId = -1;
  packet.outerVersion = 0;
  packet.isOuterFragment = false;
  packet.isFragment = false;
  packet.isReassembled = false;
  packet.wasShown = false;
  packet.outerDestinationPort = 0;
}

function byProtocol(packet: Packet, protocol: number): number {
  switch (protocol) {
    case 6:
      return tcp(packet);
    case 17:
      return udp(packet);
    case 1:
      return icmp(packet);
    case 58:
      return icmp6(packet);
    case 51:
      return extension(packet, protocol);
    default:
      return packet.version === 6 ? byExtension(packet, protocol) : byTunnel(packet, protocol);
  }
}

function byExtension(packet: Packet, protocol: number): number {
  switch (protocol) {
    case 44:
      return fragment(packet);
    case 0:
    case 43:
    case 60:
    case 135:
    case 139:
    case 140:
      return extension(packet, protocol);
    default:
      return byTunnel(packet, protocol);
  }
}

function byTunnel(packet: Packet, protocol: number): number {
  switch (protocol) {
    case 4:
      enter(packet, packet.version === 4 ? TUNNEL_IPIP : TUNNEL_6IN4);
      return next.IPV4;
    case 41:
      enter(packet, packet.version === 6 ? TUNNEL_IPIP : TUNNEL_6IN4);
      return next.IPV6;
    case 47:
      return gre(packet);
    case 97:
      return etherIp(packet);
    case 137:
      return mpls(packet);
    default:
      return foreign(packet);
  }
}

function byLayer(packet: Packet, layer: number): number {
  switch (layer) {
    case next.ETHERNET:
      return ethernet(packet);
    case next.BY_ETHER_TYPE:
      return byEtherType(packet);
    case next.IPV4:
      return ipv4(packet);
    case next.IPV6:
      return ipv6(packet);
    case next.ANY_IP:
      return anyIp(packet);
    case next.PPP:
      return ppp(packet);
    case next.LLC:
      return logicalLink(packet);
    case next.MPLS:
      return mpls(packet);
    default:
      return byUdpTunnel(packet, layer);
  }
}

function byUdpTunnel(packet: Packet, layer: number): number {
  switch (layer) {
    case next.VXLAN:
      return vxlan(packet);
    case next.VXLAN_GPE:
      return vxlanGpe(packet);
    case next.GENEVE:
      return geneve(packet);
    case next.TEREDO:
      return teredo(packet);
    case next.GTP:
      return gtp(packet);
    case next.L2TP:
      return l2tp(packet);
    case next.LISP:
      return lisp(packet);
    default:
      return foreign(packet);
  }
}

function foreign(packet: Packet): number {
  packet.stop = STOP_FOREIGN;
  return next.DONE;
}
