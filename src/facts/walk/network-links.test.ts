import { describeFact } from "#testing/describe-fact.ts";
import networkLinks from "./network-links.ts";

describeFact(networkLinks, import.meta.path);
