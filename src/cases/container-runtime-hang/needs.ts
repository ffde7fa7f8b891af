import { optional, type ReadingsOf } from "#contract/fact.ts";
import dmesg from "#facts/cmd/dmesg.ts";
import kmsg from "#facts/dev/kmsg.ts";
import containers from "#facts/docker/containers.ts";
import goroutineStacks from "#facts/docker/goroutine-stacks.ts";
import uptime from "#facts/proc/uptime.ts";
import containerRuntime from "#facts/walk/container-runtime.ts";
import runtimeAnswers from "#facts/walk/runtime-answers.ts";

/** Read on every host: processes and accept queues, twice, and what the kernel said of hung tasks. Nothing is asked. */
export const needs = {
  runtime: containerRuntime,
  kmsg: optional(kmsg),
  dmesg: optional(dmesg),
  uptime: optional(uptime),
};

/**
 * Read when something is suspected or the user names the case: what containers are called, the daemons' answers, and dumps
 * that somebody took.
 */
export const closerNeeds = {
  containers: optional(containers),
  answers: optional(runtimeAnswers),
  stacks: optional(goroutineStacks),
};

export type Readings = ReadingsOf<typeof needs>;
export type Closer = ReadingsOf<typeof closerNeeds> | null;
