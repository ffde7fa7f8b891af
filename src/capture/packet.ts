/** What decoding ended with. `TRANSPORT_NONE`: no IP packet, or one whose upper layer is none of these. */
export const TRANSPORT_NONE = 0;
export const TRANSPORT_ICMP = 1;
export const TRANSPORT_TCP = 6;
export const TRANSPORT_UDP = 17;
export const TRANSPORT_ICMP6 = 58;

/** Why decoding went no further than it did. */
export const STOP_NONE = 0;
/** The snap length cut the frame inside a header. */
export const STOP_CUT = 1;
/** A header contradicts itself or the packet that carries it. */
export const STOP_MALFORMED = 2;
/** Nothing of what is decoded here: ARP, STP, ESP, a link type or protocol that is not known. */
export const STOP_FOREIGN = 3;
/** A later fragment: its ports went with the first one. */
export const STOP_FRAGMENT = 4;
/** More layers in each other than any honest packet has. */
export const STOP_DEPTH = 5;

/** What the innermost tunnel is made of. */
export const TUNNEL_NONE = 0;
export const TUNNEL_IPIP = 1;
/** IPv6 inside IPv4 or the other way round, without a header of its own. */
export const TUNNEL_6IN4 = 2;
export const TUNNEL_GRE = 3;
export const TUNNEL_ERSPAN = 4;
export const TUNNEL_VXLAN = 5;
export const TUNNEL_GENEVE = 6;
export const TUNNEL_TEREDO = 7;
export const TUNNEL_GTP = 8;
export const TUNNEL_MPLS = 9;
export const TUNNEL_L2TP = 10;
export const TUNNEL_LISP = 11;
export const TUNNEL_ETHERIP = 12;

/** TCP flags, in the low nine bits of the 13th and 14th byte of the header; PSH is 0x08, URG 0x20, ECE 0x40, CWR 0x80. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const ACK = 0x10;

/** Most blocks that fit into 40 bytes of TCP options. */
export const MAX_SACK_BLOCKS = 4;

/**
 * IP addresses as four signed 32-bit words: quick to compare and to hash, and without an object each. IPv4 addresses
 * are in the mapped form, ::ffff:a.b.c.d, so that the words alone tell the family.
 */
class Addresses {
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  destination0 = 0;
  destination1 = 0;
  destination2 = 0;
  destination3 = 0;
}

/** Both ends of a flow. */
export class Endpoints extends Addresses {
  sourcePort = 0;
  destinationPort = 0;
}

/**
 * The packet that an ICMP error sends back, as far as its header is there: it names the flow that the error is about.
 * Fields are those of {@link Packet}.
 */
export class Quoted extends Endpoints {
  /** 0 when no packet is quoted, or none that is IP; else 4 or 6, and the other fields are set. */
  version = 0;
  protocol = 0;
  /** Bytes of the packet that did not get through, IP header included, as its header claims. */
  totalLength = 0;
  identification = 0;
  isDontFragment = false;
  fragmentOffset = 0;
  /** Ports, and for TCP the sequence number: in the first eight bytes, which every router must quote. */
  hasPorts = false;
  sequence = 0;
}

/**
 * What a frame says, layer by layer; of packets in tunnels the innermost, with the facts of the outermost that matter
 * for sizes.
 *
 * One such record is filled in for each frame. A field means something only when the field that it hangs on says so:
 * those of IP when `version` is not 0, those of TCP when `transport` is TRANSPORT_TCP, and so on. Places are offsets
 * into `bytes`.
 */
export class Packet extends Endpoints {
  bytes: Uint8Array = new Uint8Array(0);
  /** Where decoding has got to; at the end, the first byte that was not decoded. */
  at = 0;
  /** End of what the capture holds of the innermost packet. */
  end = 0;
  /**
   * End of the packet on the wire: by its own account, but not beyond the frame's. At or beyond `end`; the difference
   * was cut off by the snap length.
   */
  claimedEnd = 0;
  stop = STOP_NONE;

  /** EtherType of the frame behind VLAN tags, or of what is inside; 0 when there is none. */
  etherType = 0;
  /** VLAN ids, outermost first; `vlans` of them count. */
  readonly vlanIds = new Uint16Array(4);
  vlans = 0;
  isArp = false;
  /** Linux cooked capture: 0 to us, 1 broadcast, 2 multicast, 3 to another host, 4 sent by us; -1 elsewhere. */
  packetType = -1;
  /** Interface index of the capturing host, in Linux cooked capture v2; 0 elsewhere. */
  ifIndex = 0;
  mplsLabels = 0;

  /** 4 or 6; 0 when there is no IP header, or one that was cut. */
  version = 0;
  /** Where the innermost IP header begins. */
  networkAt = 0;
  /** IP header and payload, in bytes, by its own account; from the frame's length where the header says 0 (see below). */
  totalLength = 0;
  /**
   * The length field of the IP header is 0: the sender's kernel captured the packet before the network card split it
   * (TSO, BIG TCP). It never was on the wire like this.
   */
  isLengthZero = false;
  /** Of IPv6 that of a fragment, signed; else 0. */
  identification = 0;
  isDontFragment = false;
  /** Of a fragment: more are to follow. `isFragment` covers first, middle and last ones. */
  isMoreFragments = false;
  isFragment = false;
  /** In bytes. */
  fragmentOffset = 0;
  /** Of a fragment: where its part of the payload begins. */
  fragmentAt = 0;
  /** Of a fragment: the protocol of the whole payload, and so of its first bytes. */
  fragmentProtocol = 0;
  /** This frame brought the last fragment of a packet, and the transport is that of the whole. */
  isReassembled = false;
  /** And its first fragment had shown that transport's header before. */
  wasShown = false;
  /** Time to live, or hop limit. */
  hops = 0;
  trafficClass = 0;
  /** Of the innermost IP packet's payload, behind all extension headers. */
  protocol = 0;

  transport = TRANSPORT_NONE;
  /** Where the header of TCP, UDP or ICMP begins. */
  transportAt = 0;
  /** Behind the TCP or UDP header. */
  payloadAt = 0;
  /** Bytes of payload that were sent, be they captured or not. */
  payloadLength = 0;
  payloadCaptured = 0;

  /** The TCP header fits the packet; if not, its length and that of the payload are not known. */
  isSegmentSound = true;
  sequence = 0;
  acknowledgment = 0;
  flags = 0;
  /** As in the header: not scaled. */
  window = 0;
  urgent = 0;
  /** The snap length cut the options: what follows may be incomplete. */
  areOptionsCut = false;
  /** -1 without the option. */
  maximumSegmentSize = -1;
  /** The shift, 0…14 by RFC 7323 (more is written by nobody honest); -1 without the option. */
  windowShift = -1;
  isSackPermitted = false;
  /** Left and right edges in turn. */
  readonly sackEdges = new Uint32Array(2 * MAX_SACK_BLOCKS);
  sackBlocks = 0;
  hasTimestamps = false;
  timestampValue = 0;
  timestampEcho = 0;

  /** ICMP or ICMPv6. */
  icmpType = 0;
  icmpCode = 0;
  /** Of "fragmentation needed" and "packet too big": the MTU that the router names; 0 from routers before RFC 1191. -1 elsewhere. */
  nextHopMtu = -1;
  readonly quoted = new Quoted();

  /** How many tunnels the innermost packet is in. MPLS counts. */
  tunnels = 0;
  /** Of the innermost tunnel. */
  tunnel = TUNNEL_NONE;
  /** VXLAN and Geneve network identifier, GRE key; -1 without one. Of the innermost tunnel that has any. */
  tunnelId = -1;
  /** Of the outermost IP header, when there are tunnels: what the path's MTU is compared with. */
  outerVersion = 0;
  outerTotalLength = 0;
  isOuterDontFragment = false;
  outerNetworkAt = 0;
  /** An outer packet is the first of several fragments: `claimedEnd` may lie behind the frame. */
  isOuterFragment = false;
  /** UDP ports of the outermost IP packet, 0 when it carries something else: VXLAN, Geneve. */
  outerDestinationPort = 0;
}
