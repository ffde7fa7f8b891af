/** More CPUs than any kernel is built for (NR_CPUS is at most 8192): a larger number is nonsense, not a CPU. */
const MOST_CPUS = 65_536;

/**
 * CPUs of a list such as `0-3,8,10-11` (also `0-31:2/4` groups are refused), ascending. An empty list is no CPU.
 *
 * @throws {SyntaxError} if the text is not a list of CPUs.
 * @see linux lib/bitmap-str.c `bitmap_print_list`; cpuset(7), "List format"
 */
export function parseCpuList(text: string): readonly number[] {
  const cpus: number[] = [];
  for (const part of text.trim().split(",")) {
    if (part === "") continue;
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
    if (!match)
      throw new SyntaxError(`expected a CPU list, found ${JSON.stringify(text.slice(0, 80))}`);
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first || last >= MOST_CPUS)
      throw new SyntaxError(`expected a CPU range, found ${part.slice(0, 80)}`);
    for (let cpu = first; cpu <= last; cpu++) cpus.push(cpu);
  }
  return cpus;
}

/**
 * CPUs of a mask such as `ff` or `00000000,00000003`, ascending: groups of 32 bits, the highest first.
 *
 * @throws {SyntaxError} if the text is not a mask.
 * @see linux Documentation/core-api/irq/irq-affinity.rst; cpuset(7), "Mask format"
 */
export function parseCpuMask(text: string): readonly number[] {
  const groups = text.trim().split(",");
  const cpus: number[] = [];
  for (const [index, group] of groups.toReversed().entries()) {
    if (!/^[0-9a-f]{1,8}$/i.test(group) || index * 32 >= MOST_CPUS) {
      throw new SyntaxError(`expected a CPU mask, found ${JSON.stringify(text.slice(0, 80))}`);
    }
    const bits = Number.parseInt(group, 16);
    for (let bit = 0; bit < 32; bit++) if (((bits >>> bit) & 1) === 1) cpus.push(index * 32 + bit);
  }
  return cpus;
}

/** `[0,1,2,8]` → `0-2,8`. */
export function formatCpuList(cpus: readonly number[]): string {
  const ranges: string[] = [];
  let start = 0;
  for (let index = 1; index <= cpus.length; index++) {
    if (cpus[index] === (cpus[index - 1] ?? Number.NaN) + 1) continue;
    const [first, last] = [cpus[start], cpus[index - 1]];
    ranges.push(first === last ? `${first}` : `${first}-${last}`);
    start = index;
  }
  return ranges.join(",");
}

/** `[0,33]` → `00000002,00000001`: what rps_cpus and smp_affinity take. */
export function formatCpuMask(cpus: readonly number[]): string {
  const groups: number[] = [0];
  for (const cpu of cpus) {
    const group = Math.floor(cpu / 32);
    while (groups.length <= group) groups.push(0);
    groups[group] = ((groups[group] ?? 0) | (1 << (cpu % 32))) >>> 0;
  }
  const [highest = 0, ...rest] = groups.toReversed();
  return [highest.toString(16), ...rest.map((bits) => bits.toString(16).padStart(8, "0"))].join(
    ",",
  );
}
