import { describeFact } from "#testing/describe-fact.ts";
import dev from "./dev.ts";

describeFact(dev, import.meta.path);
