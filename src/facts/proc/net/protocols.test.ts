import { describeFact } from "#testing/describe-fact.ts";
import protocols from "./protocols.ts";

describeFact(protocols, import.meta.path);
