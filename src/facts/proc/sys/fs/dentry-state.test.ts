import { describeFact } from "#testing/describe-fact.ts";
import dentryState from "./dentry-state.ts";

describeFact(dentryState, import.meta.path);
