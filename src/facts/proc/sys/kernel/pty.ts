import { type Fact, treeFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";

/** Pseudo-terminals of the whole host; null where a file is missing or makes no sense. */
export interface PseudoTerminals {
  readonly used: number | null;
  readonly max: number | null;
  /** Of these, kept for the first instance of devpts. */
  readonly reserved: number | null;
}

/** `/proc/sys/kernel/pty/{nr,max,reserve}`. At the limit opening `/dev/ptmx` fails with ENOSPC. */
const pty: Fact<PseudoTerminals> = treeFact({
  id: "proc/sys/kernel/pty",
  source: { kind: "glob", pattern: "/proc/sys/kernel/pty/*" },
  scope: "host",
  spec: ["pty(7), proc_sys_kernel(5)", "linux fs/devpts/inode.c"],
  parse(entries) {
    const value = (name: string): number | null =>
      count(entries.find(({ match }) => match[0] === name)?.text.trim());
    return { used: value("nr"), max: value("max"), reserved: value("reserve") };
  },
});

export default pty;
