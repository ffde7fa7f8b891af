import { describeFact } from "#testing/describe-fact.ts";
import taskStates from "./task-states.ts";

describeFact(taskStates, import.meta.path);
