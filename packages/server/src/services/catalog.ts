import { services } from "./index.ts";
import type { ServiceInfo } from "./service.ts";
import { triggersInfo } from "./triggers.ts";

/** Every background service, for those who only look; in the order of their names. */
export const serviceCatalog: readonly ServiceInfo[] = [...services, triggersInfo].toSorted((a, b) =>
  a.name < b.name ? -1 : 1,
);
