import { describeFact } from "#testing/describe-fact.ts";
import overlay2Layers from "./overlay2-layers.ts";

describeFact(overlay2Layers, import.meta.path);
