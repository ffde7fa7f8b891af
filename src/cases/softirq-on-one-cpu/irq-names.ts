import type { Interrupt } from "#facts/proc/interrupts.ts";

/** What a network card's interrupt is for. `plain`: the name does not say, as with a card that has one interrupt. */
export type IrqRole = "receive" | "transmit" | "control" | "plain";

const RECEIVE = new Set(["rx", "txrx", "rxtx", "input", "comp", "completion", "ntfy", "fp"]);
const TRANSMIT = new Set(["tx", "output"]);
const CONTROL = new Set(
  `config control async misc mbx mailbox mgmt mgmnt admin adminq cmd pages ctrl event events link lsc aenq err error
   health fw oicr vec0 notify hwts`.split(/\s+/),
);

/** The words of an interrupt's name without the device's: `eth0-TxRx-3` → `txrx`, `virtio2-input.0` → `input`. */
function wordsOf(action: string, device: string): string[] {
  const bare = action
    .toLowerCase()
    .replace(/@.*$/, "")
    .replace(device.toLowerCase(), " ")
    .replace(/tx-rx|rx-tx/g, "txrx");
  return bare.split(/[^a-z]+/).filter(Boolean);
}

export function roleOf(action: string, device: string): IrqRole {
  const words = wordsOf(action, device);
  const has = (names: ReadonlySet<string>): boolean => words.some((word) => names.has(word));
  if (has(CONTROL)) return "control";
  if (has(RECEIVE)) return "receive";
  return has(TRANSMIT) ? "transmit" : "plain";
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether a name is made of a device's: `eth0`, `eth0-TxRx-3`, `i40e-eth0-TxRx-0`, `eth0:rx-0`; not `eth01-rx`. */
export function namingOf(device: string): (action: string) => boolean {
  const expression = new RegExp(`(^|[-:@/ ])${escaped(device)}($|[-:@/ ])`);
  return (action) => expression.test(action);
}

/** How the kernel writes a PCI function: domain, bus, device, function. */
const PCI = /[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/i;

/** Whether a device is called by its bus address, for want of a name. */
export const isBusAddress = (name: string): boolean => PCI.test(name);

/** The bus address that an interrupt tells of its device: `virtio2`, `0000:3b:00.0`; null if it tells none. */
export function busOf(irq: Interrupt): string | null {
  for (const action of irq.actions) {
    const virtio = /^(virtio\d+)-/.exec(action)?.[1];
    if (virtio !== undefined) return virtio;
    const pci = PCI.exec(action)?.[0];
    if (pci !== undefined) return pci.toLowerCase();
  }
  return PCI.exec(irq.chip)?.[0]?.toLowerCase() ?? null;
}

/** Names that only network cards' receive interrupts have: used to tell a card's interrupts when sysfs does not. */
export function looksLikeReceive(irq: Interrupt): boolean {
  return irq.actions.some((action) =>
    /^(virtio\d+-input\.\d+|mlx[45]_comp\d+@|mlx4-\d+@|ena-.*Tx-Rx|gve-ntfy-blk\d+@|mana_q\d+@|idpf-.*TxRx)/i.test(
      action,
    ),
  );
}

const CARD = /(?:^|[-:@/ ])((?:eth|em|ib|en[opsxvb])\d\w*|p\d+p\d+\w*)(?=$|[-:@/ ])/;

/** The card that a receive interrupt is named after: `eth0` of `i40e-eth0-TxRx-3`, else its bus address; null if neither. */
export function deviceOf(irq: Interrupt): string | null {
  for (const action of irq.actions) {
    const card = CARD.exec(action)?.[1];
    if (card !== undefined && ["receive", "plain"].includes(roleOf(action, card))) return card;
  }
  return looksLikeReceive(irq) ? busOf(irq) : null;
}
