import { describeFact } from "#testing/describe-fact.ts";
import interrupts from "./interrupts.ts";

describeFact(interrupts, import.meta.path);
