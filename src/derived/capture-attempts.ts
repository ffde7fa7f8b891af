import type { CaptureAttempt, CaptureEnd } from "#contract/capture.ts";

/** Attempts by where they went: there are thousands of them, to thousands of doors. */
export class Attempts {
  private readonly byHost = new Map<string, CaptureAttempt[]>();
  private readonly byDoor = new Map<string, CaptureAttempt[]>();
  private readonly byPort = new Map<number, CaptureAttempt[]>();

  constructor(all: readonly CaptureAttempt[]) {
    for (const attempt of all) {
      const { address, port } = attempt.server;
      add(this.byHost, address, attempt);
      add(this.byDoor, `${address} ${port}`, attempt);
      add(this.byPort, port, attempt);
    }
  }

  atHost(address: string): readonly CaptureAttempt[] {
    return this.byHost.get(address) ?? [];
  }

  atDoor({ address, port }: CaptureEnd): readonly CaptureAttempt[] {
    return this.byDoor.get(`${address} ${port}`) ?? [];
  }

  atPort(port: number): readonly CaptureAttempt[] {
    return this.byPort.get(port) ?? [];
  }
}

function add<K>(map: Map<K, CaptureAttempt[]>, key: K, attempt: CaptureAttempt): void {
  const known = map.get(key);
  if (known) known.push(attempt);
  else map.set(key, [attempt]);
}
