import { describeFact } from "#testing/describe-fact.ts";
import hungTaskDetectCount from "./hung_task_detect_count.ts";

describeFact(hungTaskDetectCount, import.meta.path);
