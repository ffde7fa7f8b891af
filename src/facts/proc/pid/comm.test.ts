import { describeFact } from "#testing/describe-fact.ts";
import comm from "./comm.ts";

describeFact(comm, import.meta.path);
