import { describeFact } from "#testing/describe-fact.ts";
import mountMax from "./mount-max.ts";

describeFact(mountMax, import.meta.path);
