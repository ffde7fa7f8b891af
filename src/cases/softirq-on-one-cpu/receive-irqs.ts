import { busOf, type IrqRole, namingOf, roleOf } from "./irq-names.ts";
import type { IrqSight } from "./irq-sights.ts";

/** Interrupts of a device that bring packets in, by its name, its bus address, or the list of its PCI function. */
export function receiveIrqs(
  name: string,
  bus: string | undefined,
  msi: readonly number[],
  sights: readonly IrqSight[],
): readonly IrqSight[] {
  const isNamed = namingOf(name);
  const isOwned = ({ row }: IrqSight): boolean =>
    msi.includes(row.irq) || (bus !== undefined && busOf(row) === bus.toLowerCase());
  const withRole = (
    some: readonly IrqSight[],
    role: IrqRole,
    counts: (action: string) => boolean,
  ): readonly IrqSight[] =>
    some.filter(({ row }) =>
      row.actions.some((action) => counts(action) && roleOf(action, name) === role),
    );
  const named = sights.filter(({ row }) => row.actions.some(isNamed));
  const owned = sights.filter(isOwned);
  const groups = [
    withRole(named, "receive", isNamed),
    withRole(owned, "receive", () => true),
    withRole(named, "plain", isNamed),
    withRole(owned, "plain", () => true),
  ];
  return groups.find((group) => group.length > 0) ?? [];
}
