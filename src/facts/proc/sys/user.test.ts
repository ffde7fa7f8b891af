import { describeFact } from "#testing/describe-fact.ts";
import user from "./user.ts";

describeFact(user, import.meta.path);
