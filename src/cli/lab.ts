import { labs } from "#lab/registry.ts";
import type { Language, Says } from "#contract/message.ts";
import { cleanLab, leftovers } from "#lab/clean.ts";
import type { Lab, LabVariant } from "#lab/lab.ts";
import { withLabLock } from "#lab/lock.ts";
import { labWords } from "#lab/messages.ts";
import { inLab, type Outcome, prove, whyNot } from "#lab/runner.ts";
import { renderSays } from "#text/render-says.ts";
import { visible } from "#text/visible.ts";
import { pad } from "#text/width.ts";
import { cliWords } from "./messages.ts";
import { complain, print } from "./out.ts";
import { UsageError } from "./usage-error.ts";

interface Named {
  readonly name: string;
  readonly caseId: string;
  readonly variant: LabVariant;
}

async function chosen(ids: readonly string[]): Promise<Named[]> {
  const all = await Promise.all(
    Object.values(labs).map(async (load): Promise<Lab> => (await load()).default),
  );
  const named = all.flatMap((lab) =>
    lab.variants.map((variant) => ({
      name: `${lab.case}:${variant.id}`,
      caseId: lab.case,
      variant,
    })),
  );
  const fits = (one: Named, id: string): boolean => one.name === id || one.caseId === id;
  const stranger = ids.find((id) => !named.some((one) => fits(one, id)));
  if (stranger !== undefined) throw new UsageError(cliWords.unknownVariant({ id: stranger }));
  return named.filter((one) => ids.length === 0 || ids.some((id) => fits(one, id)));
}

class LabCommand {
  readonly #language: Language;
  constructor(language: Language) {
    this.#language = language;
  }

  #say(says: Says): string {
    return renderSays(says, this.#language);
  }

  async list(ids: readonly string[]): Promise<number> {
    for (const { name, variant } of await chosen(ids)) {
      const why = whyNot(variant);
      const note = why ? `  (${this.#say(labWords.skipped({ why }))})` : "";
      print(
        `${pad(name, 48)}  ${pad(variant.kind, 10)}  ${variant.says[this.#language]}${note}\n`,
        undefined,
      );
    }
    for (const { what } of leftovers({ alsoRunning: false })) {
      print(`${this.#say(labWords.leftover({ what: visible(what) }))}\n`, undefined);
    }
    return 0;
  }

  async clean(): Promise<number> {
    const left = leftovers({ alsoRunning: false });
    const stuck: string[] = [];
    for (const id of new Set(left.map((one) => one.id))) stuck.push(...(await cleanLab(id)));
    for (const { what } of left)
      print(`${this.#say(labWords.cleaned({ what: visible(what) }))}\n`, undefined);
    for (const what of stuck) complain(labWords.stuck({ what }), this.#language);
    if (left.length === 0) print(`${this.#say(labWords.nothingLeft())}\n`, undefined);
    return stuck.length === 0 ? 0 : 1;
  }

  #line(name: string, outcome: Outcome): string {
    switch (outcome.kind) {
      case "passed":
        return `✓ ${pad(name, 48)}  ${this.#say(labWords.passed())}  ${outcome.seconds.toFixed(1)} s\n`;
      case "skipped":
        return `– ${pad(name, 48)}  ${this.#say(labWords.skipped({ why: outcome.why }))}\n`;
      case "failed":
        return [
          `✗ ${pad(name, 48)}  ${this.#say(labWords.failed())}  ${outcome.seconds.toFixed(1)} s\n`,
          ...outcome.problems.map((problem) => `    ${this.#say(problem)}\n`),
        ].join("");
    }
  }

  async prove(ids: readonly string[], capture: string | undefined): Promise<number> {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const run = async (): Promise<void> => {
      for (const { name, caseId, variant } of await chosen(ids)) {
        const place = capture === undefined ? undefined : `${capture}/${variant.id}`;
        const outcome = await prove(variant, { caseId, capture: place });
        counts[outcome.kind]++;
        print(this.#line(name, outcome), undefined);
      }
    };
    await withLabLock(run, () => complain(labWords.waiting(), this.#language));
    print(
      `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`,
      undefined,
    );
    return counts.failed === 0 ? 0 : 1;
  }

  /** Builds one variant and leaves it up until Enter. */
  async run(ids: readonly string[]): Promise<number> {
    const [one] = await chosen(ids);
    if (!one) return 0;
    const why = whyNot(one.variant);
    if (why) {
      complain(labWords.skipped({ why }), this.#language);
      return 1;
    }
    const hold = async (): Promise<unknown> =>
      inLab(async (bench) => {
        await one.variant.up(bench);
        print(`${one.name}: ${this.#say(labWords.running())}\n`, undefined);
        for await (const _ of Bun.stdin.stream()) return;
      });
    await withLabLock(hold, () => complain(labWords.waiting(), this.#language));
    return 0;
  }
}

/** `casebook lab list|run|prove|clean`. @returns the exit status. */
export async function lab(
  action: string,
  ids: readonly string[],
  capture: string | undefined,
  language: Language,
): Promise<number> {
  const command = new LabCommand(language);
  switch (action) {
    case "list":
      return command.list(ids);
    case "prove":
      return command.prove(ids, capture);
    case "run":
      return command.run(ids);
    case "clean":
      return command.clean();
    default:
      throw new UsageError(cliWords.unknownAction({ text: action }));
  }
}
