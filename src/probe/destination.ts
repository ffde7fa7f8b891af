/** What the user named. */
export interface Destination {
  readonly host: string;
  readonly port: number | null;
}

/** `HOST`, `HOST:PORT`, `[IPv6]`, `[IPv6]:PORT`; a bare IPv6 address has no port. @returns null if it is none of these. */
export function parseDestination(text: string): Destination | null {
  const bracketed = /^\[([0-9a-f:.]+(?:%[\w.-]+)?)\](?::(\d{1,5}))?$/i.exec(text);
  const bare = /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*(?:%[\w.-]+)?$/i.exec(text);
  const named = /^([^\s:[\]/]+)(?::(\d{1,5}))?$/.exec(text);
  const [, host, port] = bracketed ?? (bare ? [text, text] : (named ?? []));
  if (host === undefined) return null;
  const number = port === undefined ? null : Number(port);
  return number !== null && (number < 1 || number > 65_535) ? null : { host, port: number };
}
