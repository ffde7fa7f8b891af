import { describeCase } from "#testing/describe-case.ts";
import softirqOnOneCpu from "./case.ts";

describeCase(softirqOnOneCpu, import.meta.path);
