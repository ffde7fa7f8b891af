import { describeFact } from "#testing/describe-fact.ts";
import keyUsers from "./key-users.ts";

describeFact(keyUsers, import.meta.path);
