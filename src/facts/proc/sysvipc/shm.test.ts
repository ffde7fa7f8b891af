import { describeFact } from "#testing/describe-fact.ts";
import shm from "./shm.ts";

describeFact(shm, import.meta.path);
