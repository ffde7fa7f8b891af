import { describeFact } from "#testing/describe-fact.ts";
import devices from "./devices.ts";

describeFact(devices, import.meta.path);
