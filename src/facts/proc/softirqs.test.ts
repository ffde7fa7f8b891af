import { describeFact } from "#testing/describe-fact.ts";
import softirqs from "./softirqs.ts";

describeFact(softirqs, import.meta.path);
