import { describeFact } from "#testing/describe-fact.ts";
import goroutineStacks from "./goroutine-stacks.ts";

describeFact(goroutineStacks, import.meta.path);
