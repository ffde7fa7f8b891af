import { bytes, quantity, ratio } from "#contract/quantity.ts";
import type { Read } from "#contract/reading.ts";
import type { Evidence, EvidenceItem, Limit } from "#contract/verdict.ts";
import { type Rise, risen } from "#derived/rise.ts";
import type { SocketOwner } from "#facts/walk/socket-owners.ts";
import { type Judgement, type MemoryLevel, NEAR_RATIO, type OrphanLevel } from "./level.ts";
import { words } from "./messages.ts";

const pages = (value: number) => quantity(value, "pages");
const sockets = (value: number) => quantity(value, "sockets");

function memoryLimit({ marks }: MemoryLevel, judgement: Judgement): Limit {
  if (judgement === "refuses")
    return { op: ">=", than: pages(marks.max), because: words.becauseMax() };
  if (judgement === "near")
    return {
      op: ">=",
      than: pages(Math.ceil(marks.pressure * NEAR_RATIO)),
      because: words.becauseNear(),
    };
  return { op: ">=", than: pages(marks.pressure), because: words.becausePressure() };
}

export function memoryEvidence(level: MemoryLevel, judgement: Judgement): readonly Evidence[] {
  const { pages: count, marks, isPressed, origin, marksOrigin } = level;
  const share = ratio(marks.pressure === 0 ? 0 : count / marks.pressure);
  return [
    {
      label: words.memoryLabel(),
      says: words.memorySays({ pages: count, ratio: share }),
      observed: pages(count),
      limit: memoryLimit(level, judgement),
      origin,
    },
    {
      label: words.marksLabel(),
      says: words.marksSays({ ...marks }),
      observed: `${marks.low} ${marks.pressure} ${marks.max}`,
      origin: marksOrigin,
    },
    ...(isPressed === null
      ? []
      : [
          {
            label: words.pressLabel(),
            says: isPressed ? words.pressYes() : words.pressNo(),
            observed: isPressed ? "yes" : "no",
            origin: { source: "/proc/net/protocols", at: origin.at },
          },
        ]),
  ];
}

function orphanLimit({ max }: OrphanLevel, judgement: Judgement): Limit {
  if (judgement === "near")
    return { op: ">=", than: sockets(max / 2), because: words.becauseHalf() };
  if (judgement === "saves")
    return { op: ">=", than: sockets(max / 4), because: words.becauseWeighed() };
  return { op: ">=", than: sockets(max), because: words.becauseOrphans() };
}

export function orphanEvidence(level: OrphanLevel, judgement: Judgement): Evidence {
  const { count, max, origin } = level;
  return {
    label: words.orphanLabel(),
    says: words.orphanSays({ count, max }),
    observed: sockets(count),
    limit: orphanLimit(level, judgement),
    origin,
  };
}

/** Counters that have ever risen, those that rise now first. */
export function counterEvidence(rises: readonly Rise[]): readonly Evidence[] {
  return rises
    .filter(({ total }) => total > 0n)
    .toSorted((a, b) => risen(b) - risen(a))
    .map((rise) => ({
      label: words.counterLabel({ name: rise.name }),
      says:
        rise.delta === null
          ? words.counterTotal({ total: rise.total })
          : words.counterSays({
              delta: rise.delta,
              seconds: quantity(rise.seconds, "seconds"),
              total: rise.total,
            }),
      observed: quantity(rise.delta ?? rise.total, "events"),
      origin: rise.origin,
    }));
}

/** Pruning while the host has memory enough: another limit's doing. */
export function elsewhereEvidence(rises: readonly Rise[]): readonly Evidence[] {
  return rises
    .filter((rise) => risen(rise) > 0)
    .map((rise) => ({
      label: words.counterLabel({ name: rise.name }),
      says: words.prunedElse({
        delta: rise.delta ?? 0n,
        seconds: quantity(rise.seconds, "seconds"),
      }),
      observed: quantity(rise.delta ?? 0n, "events"),
      origin: rise.origin,
    }));
}

const OWNERS_TOLD = 20;

const sizeOf = ({ receiveQueue, sendQueue }: SocketOwner): number => receiveQueue + sendQueue;

/** Who has most in the queues of its TCP sockets. */
export function ownerEvidence(read: Read<readonly SocketOwner[]> | null): readonly Evidence[] {
  const owners = (read?.value ?? []).filter(({ protocol }) => protocol.startsWith("tcp"));
  if (read === null || owners.length === 0) return [];
  const total = owners.reduce((sum, owner) => sum + sizeOf(owner), 0);
  const count = owners.reduce((sum, owner) => sum + owner.sockets, 0);
  const items = owners
    .toSorted((a, b) => sizeOf(b) - sizeOf(a))
    .slice(0, OWNERS_TOLD)
    .map((owner): EvidenceItem => ({
      name: owner.pid === null ? "-" : `${owner.comm}[${owner.pid}]`,
      says: words.ownerItem({
        receive: bytes(owner.receiveQueue),
        send: bytes(owner.sendQueue),
        count: owner.sockets,
        largest: owner.largest,
      }),
      quantities: [bytes(sizeOf(owner))],
      origin: { ...read.origin, line: owner.line },
    }));
  return [
    {
      label: words.ownersLabel(),
      says: words.ownersSays({ bytes: bytes(total), count }),
      observed: bytes(total),
      origin: read.origin,
      items,
    },
  ];
}
