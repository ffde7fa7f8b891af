/**
 * What the layer behind the one just decoded is. Each layer returns one of these and leaves `packet.at` at its
 * beginning; `decode.ts` goes on from there. So layers know nothing of each other, and tunnels in tunnels are a loop
 * with a limit instead of a recursion without one.
 *
 * Values below 256 are IP protocol numbers; EtherTypes are above 0x600.
 */
export const DONE = -1;
export const BY_ETHER_TYPE = 0x201;
export const ETHERNET = 0x202;
export const PPP = 0x203;
/** IPv4 or IPv6, told apart by the first nibble. */
export const ANY_IP = 0x204;
export const IPV4 = 0x205;
export const IPV6 = 0x206;
export const MPLS = 0x207;
export const LLC = 0x208;
/** UDP payload of a port that carries a tunnel. */
export const VXLAN = 0x209;
export const VXLAN_GPE = 0x20a;
export const GENEVE = 0x20b;
export const TEREDO = 0x20c;
export const GTP = 0x20d;
export const L2TP = 0x20e;
export const LISP = 0x20f;
