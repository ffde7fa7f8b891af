import { Census } from "#capture/census.ts";
import { Fragments } from "#capture/fragments.ts";
import { Packet } from "#capture/packet.ts";
import { CaptureReader } from "#capture/reader.ts";
import { readPackedFile } from "#host/packed-file.ts";

/** `bin/bun bench/capture/decode-file.ts FILE`: reads and decodes each frame and prints the counts. */
const census = new Census();
const packet = new Packet();
const fragments = new Fragments();
const reader = new CaptureReader((frame) => {
  fragments.decode(frame, packet);
  census.add(frame, packet);
});
const began = performance.now();
await readPackedFile(process.argv[2] ?? "-", reader);
const { stop, frames } = reader.end();
const seconds = (performance.now() - began) / 1000;
const { syn, fin, tcp } = census;
console.log(JSON.stringify({ stop: stop.kind, frames, tcp, syn, fin, seconds }));
