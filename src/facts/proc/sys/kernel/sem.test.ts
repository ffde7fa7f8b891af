import { describeFact } from "#testing/describe-fact.ts";
import sem from "./sem.ts";

describeFact(sem, import.meta.path);
