import { type Fact, treeFact } from "#contract/fact.ts";

/**
 * `/sys/class/net/IF/device/msi_irqs/`: the interrupts of the PCI function behind a network card, by device. A function
 * with two ports lists those of both under either. A virtio card has none here: its function is one level up.
 */
const msiIrqs: Fact<ReadonlyMap<string, readonly number[]>> = treeFact({
  id: "sys/class/net/device/msi_irqs",
  source: { kind: "names", pattern: "/sys/class/net/*/device/msi_irqs/*" },
  scope: "netns",
  spec: ["linux Documentation/ABI/testing/sysfs-bus-pci"],
  parse(entries) {
    const found = new Map<string, number[]>();
    for (const { match } of entries) {
      const [device = "", irq = ""] = match;
      if (!/^\d{1,9}$/.test(irq)) continue;
      found.set(device, [...(found.get(device) ?? []), Number(irq)]);
    }
    return found;
  },
});

export default msiIrqs;
