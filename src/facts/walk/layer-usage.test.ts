import { describeFact } from "#testing/describe-fact.ts";
import layerUsage from "./layer-usage.ts";

describeFact(layerUsage, import.meta.path);
