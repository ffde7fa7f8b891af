import { describeFact } from "#testing/describe-fact.ts";
import namespaceOwners from "./namespace-owners.ts";

describeFact(namespaceOwners, import.meta.path);
