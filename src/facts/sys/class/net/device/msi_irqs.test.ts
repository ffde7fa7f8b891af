import { describeFact } from "#testing/describe-fact.ts";
import msiIrqs from "./msi_irqs.ts";

describeFact(msiIrqs, import.meta.path);
