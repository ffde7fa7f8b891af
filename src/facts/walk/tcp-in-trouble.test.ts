import { describeFact } from "#testing/describe-fact.ts";
import tcpInTrouble from "./tcp-in-trouble.ts";

describeFact(tcpInTrouble, import.meta.path);
