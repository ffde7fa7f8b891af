import { describeFact } from "#testing/describe-fact.ts";
import netnsDevices from "./netns-devices.ts";

describeFact(netnsDevices, import.meta.path);
