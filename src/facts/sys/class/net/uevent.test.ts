import { describeFact } from "#testing/describe-fact.ts";
import uevent from "./uevent.ts";

describeFact(uevent, import.meta.path);
