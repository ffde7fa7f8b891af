import { expect, test } from "bun:test";
import type { NonEmpty } from "#contract/nonempty.ts";
import type { When } from "#contract/fact.ts";
import { fetchCommand } from "./command.ts";

const here = import.meta.path;
const nowhere = `${here}/nowhere`;
const ask = (when: When, ...argv: NonEmpty<string>) =>
  fetchCommand({ kind: "command", argv, when }, 3, "root");

test("a command is asked where its condition holds", async () => {
  const fetched = await ask({ exists: here, lacks: nowhere }, "echo", "told");
  expect(fetched).toMatchObject({ status: "read", entries: [{ text: "told\n" }] });
});

test("a command is not asked where a file tells the same, or where there is nothing to ask about", async () => {
  expect(await ask({ lacks: here }, "echo")).toMatchObject({
    status: "absent",
    reason: { key: "host/notAskedFor" },
  });
  expect(await ask({ exists: nowhere }, "echo")).toMatchObject({
    status: "absent",
    reason: { key: "host/notAskedWithout" },
  });
});

test("a command that is not installed is absent, one that fails is denied", async () => {
  expect(await ask({}, "no-such-program-here")).toMatchObject({
    status: "absent",
    reason: { key: "host/noCommand" },
  });
  expect(await ask({}, "false")).toMatchObject({
    status: "denied",
    reason: { key: "host/commandFailed" },
  });
});
