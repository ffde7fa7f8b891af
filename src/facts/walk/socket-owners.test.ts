import { describeFact } from "#testing/describe-fact.ts";
import socketOwners from "./socket-owners.ts";

describeFact(socketOwners, import.meta.path);
