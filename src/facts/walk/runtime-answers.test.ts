import { describeFact } from "#testing/describe-fact.ts";
import runtimeAnswers from "./runtime-answers.ts";

describeFact(runtimeAnswers, import.meta.path);
