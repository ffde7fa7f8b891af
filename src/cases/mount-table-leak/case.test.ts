import { describeCase } from "#testing/describe-case.ts";
import mountTableLeak from "./case.ts";

describeCase(mountTableLeak, import.meta.path);
