import type { Bench } from "#lab/bench.ts";
import { captured, othersSilent } from "#lab/captured.ts";
import { filter } from "#lab/filter.ts";
import { expectFinding } from "#lab/judge.ts";
import type { LabVariant } from "#lab/lab.ts";
import { type Path, SERVER } from "#lab/path.ts";
import { connectFrom, serve } from "#lab/tcp.ts";
import { wire } from "#lab/wire.ts";
import { AT_SENDER, MEBIBYTE, PORT, REQUIRES, SUBJECT } from "./transfer.lab.ts";

/** More than the path carries until it is cut. */
const BYTES = 64 * MEBIBYTE;

/** The client gets some of what it asked for, and then no packet passes any more. */
async function cut(bench: Bench, { client, server, far }: Path): Promise<void> {
  await serve(bench, server, { port: PORT, sends: BYTES });
  const options = { address: SERVER.v4, port: PORT, expects: BYTES, limitSeconds: 8 };
  const { exited } = connectFrom(client, options);
  await Bun.sleep(600);
  await filter(far, { hook: "forward", text: "drop" });
  await exited;
}

/** The server's data gets no answer any more, and the capture shows it. */
export const cutForGood: LabVariant = {
  id: "cut-for-good",
  kind: "fault",
  says: {
    en: "the path is cut in the middle of a transfer and stays so; captured at the server",
    zh: "传输途中路径中断且不再恢复，在服务端抓包",
  },
  requires: REQUIRES,
  async up(bench) {
    const built = await wire(bench);
    const capture = await captured(bench, built, AT_SENDER, () => cut(bench, built));
    const expected = {
      cause: "dead-connection",
      subject: SUBJECT,
      certainty: "confirmed",
    } as const;
    return {
      capture,
      judge: (report) => [...expectFinding(report, expected), ...othersSilent(report)],
    };
  },
};
