import { describeFact } from "#testing/describe-fact.ts";
import cgroup from "./cgroup.ts";

describeFact(cgroup, import.meta.path);
