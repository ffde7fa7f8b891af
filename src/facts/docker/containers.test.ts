import { describe, expect, test } from "bun:test";
import { describeFact } from "#testing/describe-fact.ts";
import containers from "./containers.ts";

describeFact(containers, import.meta.path);

describe("the state of a container", () => {
  const id = "c".repeat(64);
  const read = (state: object): unknown => {
    const text = JSON.stringify({ State: state, Name: "/x" });
    const path = `/data/containers/${id}/config.v2.json`;
    return containers.parse([{ path, text, match: [id] }], () => undefined)[0];
  };
  test("of a paused one is paused, though docker says running too", () => {
    expect(read({ Running: true, Paused: true, Pid: 4 })).toMatchObject({
      state: "paused",
      pid: 4,
    });
  });
  test("tells one that never ran from one that ended", () => {
    expect(read({ StartedAt: "0001-01-01T00:00:00Z" })).toMatchObject({ state: "created" });
    expect(read({ StartedAt: "2026-01-01T00:00:00Z", Pid: 0 })).toMatchObject({
      state: "exited",
      pid: null,
      dataRoot: "/data",
      name: "x",
    });
  });
  test("is not guessed from a directory that is no container's", () => {
    const entry = { path: "/data/containers/../config.v2.json", text: "{}", match: [".."] };
    expect(() => containers.parse([entry], () => undefined)).toThrow(SyntaxError);
  });
});
