import { defineMessages } from "#contract/message.ts";
import { missingOf } from "#contract/missing.ts";
import type { Reading } from "#contract/reading.ts";
import type { Missing } from "#contract/verdict.ts";
import userLimitsBelow, { type UserNamespace } from "#facts/walk/user-limits.ts";

const words = defineMessages("user-limits-below", {
  ownLimit: {
    en: "process {name} lives in a user namespace with a limit of its own, max_{limit} = {value}; how much counts there is told inside only: nsenter --user --target={pid} casebook check {case}",
    zh: "进程 {name} 所在的用户命名空间另有上限 max_{limit} = {value}，其用量只能在其中查看：nsenter --user --target={pid} casebook check {case}",
  },
  unasked: {
    en: "{count} user {count:namespace|namespaces} may have lower limits of their own and could not be asked (root, nsenter(1)); inside of one: nsenter --user --target={pid} casebook check {case}",
    zh: "有 {count} 个用户命名空间可能另有更低的上限，未能查询（需要 root 和 nsenter(1)）；可进入其中查看：nsenter --user --target={pid} casebook check {case}",
  },
});

function lower(namespace: UserNamespace, isMeant: (name: string) => boolean, id: string) {
  const set = [...(namespace.limits ?? [])].find(([name]) => isMeant(name));
  if (set === undefined) return [];
  const [limit, value] = set;
  const { comm, pid } = namespace;
  const slots = { name: `${comm}[${pid}]`, limit, value, pid: String(pid), case: id };
  return [{ fact: userLimitsBelow.id, why: words.ownLimit(slots) }];
}

/**
 * What user namespaces below the reader's own leave open: one may be full while all above have room.
 *
 * @param isMeant which limits count, by their names without `max_`.
 * @param id of the case that asks.
 */
export function openBelow(
  below: Reading<readonly UserNamespace[]>,
  isMeant: (name: string) => boolean,
  id: string,
): Missing[] {
  if (below.status !== "read") return [missingOf(userLimitsBelow, below)];
  const unasked = below.value.filter(({ limits }) => limits === null);
  const [first] = unasked;
  const silent = first
    ? [
        {
          fact: userLimitsBelow.id,
          why: words.unasked({ count: unasked.length, pid: String(first.pid), case: id }),
        },
      ]
    : [];
  return [...below.value.flatMap((one) => lower(one, isMeant, id)).slice(0, 1), ...silent];
}
