import { describeFact } from "#testing/describe-fact.ts";
import snatPorts from "./snat-ports.ts";

describeFact(snatPorts, import.meta.path);
