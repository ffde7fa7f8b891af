import { u16 } from "../integers.ts";
import { type Packet, TRANSPORT_UDP } from "../packet.ts";
import { has } from "./cut.ts";
import { DONE, GENEVE, GTP, L2TP, LISP, MPLS, TEREDO, VXLAN, VXLAN_GPE } from "./next.ts";

/**
 * Ports that say what is inside. 8472 is what Linux's VXLAN uses unless told otherwise (flannel, Docker swarm: it is
 * older than the assignment of 4789).
 */
const TUNNEL_PORTS = new Map([
  [1701, L2TP],
  [2152, GTP],
  [3544, TEREDO],
  [4341, LISP],
  [4789, VXLAN],
  [4790, VXLAN_GPE],
  [6081, GENEVE],
  [6635, MPLS],
  [8472, VXLAN],
]);

export function udp(packet: Packet): number {
  const { bytes, at } = packet;
  if (!has(packet, 8)) return DONE;
  packet.transport = TRANSPORT_UDP;
  packet.transportAt = at;
  const sourcePort = u16(bytes, at);
  const destinationPort = u16(bytes, at + 2);
  packet.sourcePort = sourcePort;
  packet.destinationPort = destinationPort;
  // 0 in a jumbogram and in what no card has split yet; IP's account holds then, and wherever UDP's makes no sense.
  const length = u16(bytes, at + 4);
  const room = packet.claimedEnd - at;
  packet.payloadAt = at + 8;
  packet.payloadLength = (length >= 8 && length < room ? length : room) - 8;
  packet.payloadCaptured = Math.min(packet.payloadLength, packet.end - at - 8);
  packet.at = at + 8;
  if (packet.payloadCaptured < 4) return DONE;
  const tunnel = TUNNEL_PORTS.get(destinationPort) ?? TUNNEL_PORTS.get(sourcePort);
  if (tunnel === undefined) return DONE;
  if (packet.tunnels === 0) packet.outerDestinationPort = destinationPort;
  return tunnel;
}
