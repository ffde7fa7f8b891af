import { commandFact, type Fact, type Note } from "#contract/fact.ts";
import { expected, fields } from "#text/fields.ts";
import { type TcpSocket, tcpSocketFrom } from "#text/tcp-socket.ts";

const STATES =
  /^(ESTAB|SYN-SENT|SYN-RECV|FIN-WAIT-1|FIN-WAIT-2|TIME-WAIT|UNCONN|CLOSE-WAIT|LAST-ACK|LISTEN|CLOSING)$/;

const isProtocol = (word: string): boolean => /^(tcp|mptcp)$/.test(word);

/** `10.0.0.1:443`, `10.0.0.1%eth0:443`, `[::1]:443`, `[fe80::1]%eth0:22`, and `::1:443` of old versions. */
function endOf(text: string): readonly [string, string] | null {
  const cut = text.lastIndexOf(":");
  const address = text
    .slice(0, cut)
    .replace(/%[^\]]*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/%.*$/, "");
  return cut < 1 || address === "" ? null : [address, text.slice(cut + 1)];
}

/** The first line of a socket: perhaps `tcp`, the state, two queues, two ends, and what else is on it. */
function heading(words: readonly string[]): Map<string, string> | null {
  const [first = ""] = words;
  const own = isProtocol(first) ? words.slice(1) : words;
  const [state = "", receive = "", send = "", local = "", remote = ""] = own;
  const [here, there] = [endOf(local), endOf(remote)];
  if (!STATES.test(state) || !/^\d+$/.test(receive) || !/^\d+$/.test(send)) return null;
  if (!here || !there) return null;
  return new Map([
    ["state", state],
    ["recv-q", receive],
    ["send-q", send],
    ["local", here[0]],
    ["port", here[1]],
    ["remote", there[0]],
    ["peer", there[1]],
  ]);
}

/** Adds `name:value` words. `retrans:1/7` is now and in all, `timer:(on,4.376ms,5)` a name and two numbers. */
function add(words: Map<string, string>, more: readonly string[]): void {
  for (const word of more) {
    const cut = word.indexOf(":");
    const [name, value] = cut === -1 ? [word, ""] : [word.slice(0, cut), word.slice(cut + 1)];
    if (name === "timer") words.set("timer", /^\((\w+)/.exec(value)?.[1] ?? "");
    else if (name === "skmem") words.set("rmem", /^\(r(\d+)/.exec(value)?.[1] ?? "");
    else if (name === "retrans") words.set("retrans", value.slice(value.indexOf("/") + 1));
    else words.set(name, value);
  }
}

const HEADING = /^(State|Netid)$/;
const OTHER_PROTOCOL = /^(udp|u_|raw|nl|p_|icmp|v_|sctp|dccp|ti|xdp|\?)/;

function parse(text: string, note: Note): readonly TcpSocket[] {
  const rows: { readonly words: Map<string, string> | null; readonly line: number }[] = [];
  let isHeaded = false;
  for (const [index, row] of text.split("\n").entries()) {
    const words = fields(row);
    const [first = ""] = words;
    isHeaded ||= HEADING.test(first);
    if (first === "" || HEADING.test(first)) continue;
    if (/^[ \t]/.test(row)) {
      const current = rows.at(-1)?.words;
      if (current) add(current, words);
      continue;
    }
    const head = heading(words);
    if (head) add(head, words.slice(isProtocol(first) ? 6 : 5));
    else if (!OTHER_PROTOCOL.test(first)) note({ line: index + 1, text: row.slice(0, 80) });
    rows.push({ words: head, line: index + 1 });
  }
  const sockets = rows.flatMap(({ words, line }) => {
    const socket = words && tcpSocketFrom(words, line);
    return socket ? [socket] : [];
  });
  if (!isHeaded && sockets.length === 0) throw expected("the heading 'State Recv-Q …' of ss", text);
  return sockets;
}

/**
 * `ss -tinmoe`: TCP connections with what the kernel knows of each, in the namespace it runs in. What other options of ss
 * print is read as well (`-O`, `-p`, other protocols).
 *
 * The walk `tcp-in-trouble` asks the kernel the same without a program; the command is for snapshots.
 */
const ssTinmoe: Fact<readonly TcpSocket[]> = commandFact({
  id: "cmd/ss-tinmoe",
  argv: ["ss", "-tinmoe"],
  // Where there is netlink the walk has asked already: a socket diagnosis by another program says no more.
  when: { lacks: "/proc/net/netlink" },
  scope: "netns",
  sampled: true,
  spec: [
    "ss(8)",
    "iproute2 misc/ss.c tcp_show_info(), tcp_timer_print()",
    "linux include/uapi/linux/tcp.h struct tcp_info",
  ],
  parse,
});

export default ssTinmoe;
