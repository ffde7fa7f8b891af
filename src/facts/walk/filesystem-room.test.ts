import { describeFact } from "#testing/describe-fact.ts";
import filesystemRoom from "./filesystem-room.ts";

describeFact(filesystemRoom, import.meta.path);
