import type { CaptureEnd, CaptureFlow, CaptureSummary } from "#contract/capture.ts";
import type { Origin } from "#contract/reading.ts";

/** A frame of a capture as an origin: its number is the line; `at` in seconds since the first frame. */
export type OriginOf = (frame: number, at?: number) => Origin;

export function originsIn({ file, at }: CaptureSummary): OriginOf {
  const began = Date.parse(at);
  return (frame, after = 0) => {
    const time = new Date(began + after * 1000);
    const stamp = Number.isNaN(time.getTime()) ? at : time.toISOString();
    return { source: file, ...(frame > 0 && { line: frame }), at: stamp };
  };
}

/** `10.0.0.1:443`, `[fd00::1]:443`. */
export const endName = ({ address, port }: CaptureEnd): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

/** `10.0.0.1:40000 → 10.0.0.2:443`. */
export const flowName = ({ client, server }: CaptureFlow): string =>
  `${endName(client)} → ${endName(server)}`;
