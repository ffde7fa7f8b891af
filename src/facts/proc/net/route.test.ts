import { describeFact } from "#testing/describe-fact.ts";
import route from "./route.ts";

describeFact(route, import.meta.path);
