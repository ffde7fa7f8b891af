import { describeCase } from "#testing/describe-case.ts";
import diskUsageGap from "./case.ts";

describeCase(diskUsageGap, import.meta.path);
