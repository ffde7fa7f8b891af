import { cases } from "#cases/index.ts";
import { guides } from "#cases/guides.ts";
import type { SearchedCase } from "./passages.ts";

/** Every case with its guides, ready to be searched. */
export async function loadSearchedCases(): Promise<readonly SearchedCase[]> {
  return Promise.all(
    cases.map(async ({ id, load }): Promise<SearchedCase> => {
      const own = guides[id];
      const [known, en, zh] = await Promise.all([load(), own?.en(), own?.zh()]);
      return { known: known.default, guides: { en: en?.default ?? "", zh: zh?.default ?? "" } };
    }),
  );
}
