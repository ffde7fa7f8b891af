import { defineCase } from "#contract/case.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { bytes } from "#contract/quantity.ts";
import { type Missing, unknown, type Verdict } from "#contract/verdict.ts";
import { absentEvidence } from "./absent.ts";
import { INDISPENSABLE, openBooks } from "./books.ts";
import { hugePages } from "./causes/huge-pages.ts";
import { kernelShares } from "./causes/kernel-share.ts";
import { pressedProtocol, socketBuffers } from "./causes/socket-buffers.ts";
import { tmpfs } from "./causes/tmpfs.ts";
import { residualLimit, unaccounted } from "./causes/unaccounted.ts";
import { unreclaimableSlab } from "./causes/unreclaimable-slab.ts";
import { memoryWords as words } from "./messages.ts";
import { closerNeeds, type First, needs } from "./needs.ts";
import { hasAllLists, pageSizeOf } from "./page-size.ts";
import type { Candidate, Sight } from "./sight.ts";
import { symptoms } from "./symptoms.ts";

/** Fields of one kernel add up; more than this share of MemTotal too much, and they are not of one kernel. */
const OVERDRAWN_SHARE = 0.05;

function candidates(sight: Sight): Candidate[] {
  const found = [
    socketBuffers(sight),
    unreclaimableSlab(sight),
    tmpfs(sight),
    hugePages(sight),
    ...kernelShares(sight),
    unaccounted(sight),
  ];
  return found.filter((one) => one !== null).sort((a, b) => b.bytes - a.bytes);
}

/** What makes a balance impossible: fields that are missing, or numbers that cannot be of one machine. */
function contradiction(first: First): Missing | null {
  const { fields } = first.meminfo.value;
  const lacking = INDISPENSABLE.filter((name) => !fields.has(name));
  if (lacking.length > 0)
    return { fact: needs.meminfo.id, why: words.fieldsMissing({ names: lacking.join(" ") }) };
  const pageSize = pageSizeOf(first);
  const total = bytes(fields.get("MemTotal")?.value ?? 0);
  if (pageSize.kind === "contradiction")
    return {
      fact: needs.meminfo.id,
      why: words.notOneMachine({ total, managed: bytes(pageSize.managed) }),
    };
  const { residual } = openBooks(first, null, pageSize);
  return total.value === 0 || residual.bytes < -OVERDRAWN_SHARE * Number(total.value)
    ? { fact: needs.meminfo.id, why: words.overdrawn({ total, excess: bytes(-residual.bytes) }) }
    : null;
}

function sightOf(first: First, closer: Sight["closer"], host: Sight["host"]): Sight {
  return { books: openBooks(first, closer, pageSizeOf(first)), first, closer, host };
}

/** What the socket memory lacks to be judged. */
function socketsMissing({ first, books }: Sight): Missing | null {
  const { fact } = needs.sockstat;
  if (first.sockstat.status !== "read") return missingOf(fact, first.sockstat);
  if (books.sockets === null) return { fact: fact.id, why: words.noSocketMemory() };
  if (books.sockets.bytes <= books.total) return null;
  const slots = { amount: bytes(books.sockets.bytes), total: bytes(books.total) };
  return { fact: fact.id, why: words.tooMuchSocketMemory(slots) };
}

/** What the lists of free pages lack to be counted. */
function listsMissing({ first, books }: Sight): Missing | null {
  const { fact } = needs.zoneinfo;
  if (first.zoneinfo.status !== "read") return missingOf(fact, first.zoneinfo);
  return hasAllLists(first, books.pageSize) ? null : { fact: fact.id, why: words.listsMissing() };
}

/** Readings without which a large rest may be free pages of CPUs or socket queues, and a small one proves nothing. */
function undecided(sight: Sight): readonly Missing[] {
  const { books } = sight;
  const sockets = socketsMissing(sight);
  const isLarge = books.residual.bytes > residualLimit(books.total);
  const lists = isLarge ? listsMissing(sight) : null;
  return [...(sockets ? [sockets] : []), ...(lists ? [lists] : [])];
}

/** Causes that lean on the readings above: without them they are no finding. */
const LEANING: readonly string[] = ["unaccounted", "socket-buffers"];

function judge(sight: Sight): Verdict {
  const missing = nonEmpty(undecided(sight));
  const found = candidates(sight).filter(
    ({ finding }) => missing === null || !LEANING.includes(finding.cause),
  );
  for (const kind of ["present", "latent"] as const) {
    const findings = nonEmpty(
      found.filter((one) => one.kind === kind).map(({ finding }) => finding),
    );
    if (kind === "latent" && missing) return unknown(...missing);
    if (findings) return { kind, findings };
  }
  return { kind: "absent", evidence: absentEvidence(sight) };
}

/** Sockets under pressure or a part that stands out: worth asking who. */
function deservesALook(first: First): boolean {
  if (contradiction(first)) return false;
  const sight = sightOf(first, null, {
    name: "",
    kernel: null,
    cpus: null,
    source: "live",
    at: "",
  });
  const pressed = sight.books.sockets && pressedProtocol(sight.books.sockets);
  return pressed !== null || candidates(sight).length > 0;
}

export default defineCase({
  id: "memory-outside-processes",
  title: {
    en: "Memory is used, and no process holds it",
    zh: "内存被占用，但不属于任何进程",
  },
  causes: [
    "socket-buffers",
    "unreclaimable-slab",
    "tmpfs",
    "huge-pages",
    "page-tables",
    "vmalloc",
    "percpu",
    "unaccounted",
  ],
  needsRoot: false,
  symptoms,
  needs,
  closer: {
    needs: closerNeeds,
    targets: (first, named) => (named || deservesALook(first) ? ["holders"] : []),
  },
  diagnose(first, closer, host) {
    const wrong = contradiction(first);
    return wrong ? unknown(wrong) : judge(sightOf(first, closer, host));
  },
});
