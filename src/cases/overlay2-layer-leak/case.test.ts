import { describeCase } from "#testing/describe-case.ts";
import overlay2LayerLeak from "./case.ts";

describeCase(overlay2LayerLeak, import.meta.path);
