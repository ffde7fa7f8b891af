import { describeFact } from "#testing/describe-fact.ts";
import device from "./device.ts";

describeFact(device, import.meta.path);
