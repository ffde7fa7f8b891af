import { type Fact, fileFact } from "#contract/fact.ts";
import { expected } from "#text/fields.ts";

/** `/proc/uptime`: seconds since boot, those asleep included. */
const uptime: Fact<number> = fileFact({
  id: "proc/uptime",
  path: "/proc/uptime",
  scope: "host",
  spec: ["proc_uptime(5)", "linux fs/proc/uptime.c"],
  parse(text) {
    const value = /^(\d{1,12}(?:\.\d{1,9})?)(?:\s|$)/.exec(text)?.[1];
    if (value === undefined) throw expected("seconds", text);
    return Number(value);
  },
});

export default uptime;
