import { describeCase } from "#testing/describe-case.ts";
import cpuSoftLockup from "./case.ts";

describeCase(cpuSoftLockup, import.meta.path);
