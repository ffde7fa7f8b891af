import { readFileSync } from "node:fs";
import { Survey } from "#capture/summary/survey.ts";
import { readPackedFile } from "#host/packed-file.ts";

/** `bin/bun tools/stress/read-capture.ts FILE`: sums a capture up in a process of its own; prints time and memory as JSON. */
const survey = new Survey({ filter: null, all: true, sketched: true });
const began = performance.now();
const { bytes, damage } = await readPackedFile(process.argv[2] ?? "-", survey);
const { ending } = survey.end("capture");
const { user, system } = process.cpuUsage();
const milliseconds = Math.min(performance.now() - began, (user + system) / 1000);
// Of this program alone: `maxRSS` has that of the parent which it was forked from.
const peak = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
const mebibytes = Number(peak) / 1024;
const end = damage ?? ending.stop.kind;
console.log(JSON.stringify({ milliseconds, mebibytes, bytes, frames: ending.frames, end }));
