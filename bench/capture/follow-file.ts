import { Fragments } from "#capture/fragments.ts";
import { FlowAnalysis } from "#capture/flows/flow-analysis.ts";
import { Packet } from "#capture/packet.ts";
import { CaptureReader } from "#capture/reader.ts";
import { readPackedFile } from "#host/packed-file.ts";

/** `bin/bun bench/capture/follow-file.ts FILE`: follows every TCP connection and prints the counts. */
let [retransmissions, outOfOrder, duplicateAcks] = [0, 0, 0];
const packet = new Packet();
const fragments = new Fragments();
const flows = new FlowAnalysis(({ forward, backward }) => {
  for (const direction of [forward, backward]) {
    retransmissions += direction.retransmissions;
    outOfOrder += direction.outOfOrder;
    duplicateAcks += direction.duplicateAckCount;
  }
});
const reader = new CaptureReader(
  (frame) => {
    fragments.decode(frame, packet);
    flows.add(frame, packet);
  },
  { open: () => flows.openLane(), onRun: () => undefined },
);
await readPackedFile(process.argv[2] ?? "-", reader);
const { stop, frames } = reader.end();
flows.end();
console.log(
  JSON.stringify({
    stop: stop.kind,
    frames,
    flows: flows.flows,
    retransmissions,
    outOfOrder,
    duplicateAcks,
  }),
);
