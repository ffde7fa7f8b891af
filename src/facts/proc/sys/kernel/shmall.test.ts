import { describeFact } from "#testing/describe-fact.ts";
import shmall from "./shmall.ts";

describeFact(shmall, import.meta.path);
