import { bytes, quantity } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, Limit } from "#contract/verdict.ts";
import type { SocketOwner } from "#facts/walk/socket-owners.ts";
import { ITEMS_KEPT } from "../evidence.ts";
import { memoryWords as words } from "../messages.ts";
import { socketRemedies } from "../remedy.ts";
import { type Candidate, draft, type Sight, sizeSlots } from "../sight.ts";
import type { ProtocolMemory, SocketMemory } from "../sockets.ts";
import { residualLimit } from "./unaccounted.ts";

/** Of what no field of meminfo holds, sockets are the cause from this share on. */
const SHARE_OF_RESIDUAL = 0.5;

/** The protocol that is furthest above its mark of pressure, if one is at it. */
export function pressedProtocol(sockets: SocketMemory): ProtocolMemory | null {
  const above = (one: ProtocolMemory): number =>
    one.limits === null || one.limits.pressure === 0 ? 0 : one.pages / one.limits.pressure;
  const [most] = sockets.protocols.toSorted((a, b) => above(b) - above(a));
  return most !== undefined && above(most) >= 1 ? most : null;
}

function protocolEvidence(one: ProtocolMemory, pageSize: number): Evidence {
  const { protocol, limits, pages, origin } = one;
  const name = protocol === "TCP" ? "tcp_mem" : "udp_mem";
  const limit: Limit | null = limits && {
    op: pages >= limits.pressure ? ">=" : "<",
    than: bytes(limits.pressure * pageSize),
    because: words.pressureBecause({ name, pages: quantity(limits.pressure, "pages") }),
  };
  const slots = { amount: bytes(one.bytes), pages: quantity(pages, "pages") };
  return {
    label: words.protocolLabel({ protocol }),
    says: limit
      ? words.protocolLimited({ ...slots, limit: limit.than })
      : words.protocolUnlimited(slots),
    observed: bytes(one.bytes),
    ...(limit && { limit }),
    origin,
  };
}

export function socketEvidence(sockets: SocketMemory, pageSize: number): Evidence[] {
  return sockets.protocols
    .toSorted((a, b) => b.bytes - a.bytes)
    .filter((one) => one.protocol === "TCP" || one.bytes > 0)
    .map((one) => protocolEvidence(one, pageSize));
}

const queued = (owner: SocketOwner): number => owner.receiveQueue + owner.sendQueue;

const ownerName = ({ comm, pid }: SocketOwner): string => `${comm} (${pid ?? "?"})`;

function ownerEvidence({ closer }: Sight): Evidence[] {
  if (closer?.socketOwners.status !== "read") return [];
  const { value: owners, origin } = closer.socketOwners;
  if (owners.length === 0) return [];
  const all = bytes(owners.reduce((sum, owner) => sum + queued(owner), 0));
  return [
    {
      label: words.queuesLabel(),
      says: words.queues({
        amount: all,
        count: owners.reduce((sum, owner) => sum + owner.sockets, 0),
      }),
      observed: all,
      origin,
      items: owners.slice(0, ITEMS_KEPT).map((owner) => ({
        name: owner.pid === null ? owner.protocol : ownerName(owner),
        says: words.queueOwner({
          receive: bytes(owner.receiveQueue),
          send: bytes(owner.sendQueue),
          largest: owner.largest,
        }),
        quantities: [bytes(owner.receiveQueue), bytes(owner.sendQueue)],
        origin: {
          ...originAt({ origin }, { line: owner.line }),
          ...(owner.netns > 0 && { namespace: `net:[${owner.netns}]` }),
        },
      })),
    },
  ];
}

/** The process that holds most of what the queues hold, if one does. */
function mainOwner({ closer }: Sight): SocketOwner | null {
  const owners = closer?.socketOwners.status === "read" ? closer.socketOwners.value : [];
  const all = owners.reduce((sum, owner) => sum + queued(owner), 0);
  return owners.find((owner) => owner.pid !== null && queued(owner) >= all / 2) ?? null;
}

/** Memory in the queues of sockets: it belongs to no process, and large payloads are in no field of meminfo. */
export function socketBuffers(sight: Sight): Candidate | null {
  const { books } = sight;
  const { sockets, pageSize } = books;
  if (sockets === null) return null;
  const pressed = pressedProtocol(sockets);
  const counted = books.amount("sockets")?.bytes ?? 0;
  const beforeSockets = Math.max(0, books.residual.bytes) + counted;
  const isLarge = sockets.bytes > residualLimit(books.total);
  if (!pressed && !(isLarge && sockets.bytes >= SHARE_OF_RESIDUAL * beforeSockets)) return null;
  const owner = mainOwner(sight);
  const slots = sizeSlots(sight, sockets.bytes);
  const named = owner && { ...slots, owner: ownerName(owner) };
  const [evidence, ...others] = socketEvidence(sockets, pageSize);
  if (!evidence) return null;
  const inSlab: Evidence = {
    label: words.socketsInSlabLabel(),
    says: words.is({ amount: bytes(books.socketsInSlab) }),
    observed: bytes(books.socketsInSlab),
    origin: books.amount("SUnreclaim")?.origin ?? books.residual.origin,
  };
  return draft(sight, {
    kind: "present",
    cause: "socket-buffers",
    bytes: sockets.bytes,
    says: !named
      ? words.socketBuffers(slots)
      : owner.receiveQueue >= owner.sendQueue
        ? words.socketBuffersUnread(named)
        : words.socketBuffersUnsent(named),
    evidence,
    more: [...others, ...ownerEvidence(sight), ...(books.socketsInSlab > 0 ? [inSlab] : [])],
    critical: sockets.protocols.some(({ pages, limits }) => limits !== null && pages >= limits.max),
    remedies: socketRemedies(sight, pressed, owner),
  });
}
