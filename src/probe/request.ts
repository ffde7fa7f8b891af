/** What makes a peer answer, in any length: its answer shows which sizes come back. */
export type Request = "tls" | "http";

/** Ports that speak HTTP without TLS by habit. */
const HTTP_PORTS = new Set([80, 3000, 5000, 8000, 8008, 8080, 8081, 8088, 8888, 9090, 9100]);

export const requestFor = (port: number): Request => (HTTP_PORTS.has(port) ? "http" : "tls");

const u16 = (value: number): number[] => [value >> 8, value & 255];
const u24 = (value: number): number[] => [value >> 16, ...u16(value & 0xffff)];
const vector16 = (bytes: readonly number[]): number[] => [...u16(bytes.length), ...bytes];
const extension = (type: number, body: readonly number[]): number[] => [
  ...u16(type),
  ...vector16(body),
];

// IANA TLS parameters: suites, groups and signatures that every server of the last fifteen years knows one of.
const SUITES = [
  0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x9c,
  0x9d, 0x2f, 0x35,
];
const GROUPS = [0x1d, 0x17, 0x18];
const SIGNATURES = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201];
const X25519 = 0x1d;
const [SERVER_NAME, GROUPS_OF, POINTS, SIGNATURES_OF, PADDING, VERSIONS, KEY_SHARE] = [
  0, 10, 11, 13, 21, 43, 51,
];

/** 32 bytes that need not be secret: the handshake goes no further than the server's answer. */
const filler = (seed: number): number[] =>
  Array.from({ length: 32 }, (_, index) => (seed * 31 + index * 7) & 0x7f);

const isName = (host: string): boolean => /[a-z]/i.test(host) && !host.includes(":");

function extensionsOf(host: string): number[] {
  const name = [...new TextEncoder().encode(host)];
  const serverName = [...u16(name.length + 3), 0, ...vector16(name)];
  return [
    ...(isName(host) ? extension(SERVER_NAME, serverName) : []),
    ...extension(GROUPS_OF, vector16(GROUPS.flatMap(u16))),
    ...extension(POINTS, [1, 0]),
    ...extension(SIGNATURES_OF, vector16(SIGNATURES.flatMap(u16))),
    ...extension(VERSIONS, [4, 3, 4, 3, 3]),
    ...extension(KEY_SHARE, vector16([...u16(X25519), ...vector16(filler(3))])),
  ];
}

/** Bytes of a record's payload: TLS allows no more. */
const LARGEST_RECORD = 16_384;
const RECORD_HEADER = 5;

/** A TLS ClientHello, padded to a length (RFC 7685) if that is more than it needs. @see RFC 8446 4.1.2 */
export function clientHello(host: string, length: number): Uint8Array {
  const head = [3, 3, ...filler(1), 32, ...filler(2), ...vector16(SUITES.flatMap(u16)), 1, 0];
  const extensions = extensionsOf(host);
  const bare = RECORD_HEADER + 4 + head.length + 2 + extensions.length;
  const most = Math.min(length, LARGEST_RECORD);
  const padding =
    most >= bare + 4 ? extension(PADDING, Array<number>(most - bare - 4).fill(0)) : [];
  const body = [...head, ...vector16([...extensions, ...padding])];
  const handshake = [1, ...u24(body.length), ...body];
  return Uint8Array.from([22, 3, 1, ...vector16(handshake)]);
}

/** An HTTP request, padded to a length if that is more than it needs. */
export function httpRequest(host: string, length: number): Uint8Array {
  const name = host.includes(":") ? `[${host}]` : host;
  const head = `GET / HTTP/1.1\r\nHost: ${name}\r\nUser-Agent: casebook\r\nAccept: */*\r\n`;
  const bare = `${head}\r\n`.length;
  const label = "X-Padding: ";
  const room = length - bare - label.length - 2;
  const padding = room > 0 ? `${label}${"a".repeat(room)}\r\n` : "";
  return new TextEncoder().encode(`${head}${padding}\r\n`);
}

/** A request of at least so many bytes; what is more than a record of TLS may hold is zeros. */
export function requestBytes(request: Request, host: string, length: number): Uint8Array {
  const bytes = request === "tls" ? clientHello(host, length) : httpRequest(host, length);
  if (bytes.length >= length) return bytes;
  const all = new Uint8Array(length);
  all.set(bytes);
  return all;
}
