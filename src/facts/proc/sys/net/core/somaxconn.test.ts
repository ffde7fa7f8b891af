import { describeFact } from "#testing/describe-fact.ts";
import somaxconn from "./somaxconn.ts";

describeFact(somaxconn, import.meta.path);
