import { describeFact } from "#testing/describe-fact.ts";
import dmesg from "./dmesg.ts";

describeFact(dmesg, import.meta.path);
