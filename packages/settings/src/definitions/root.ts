import { boolean, optionalString, path } from "../fields.ts";
import { section } from "../section.ts";

export const rootSettings = section("", {
  home: path(),
  profiles_path: path(),
  debug_mode: boolean(false),
  ui_url: optionalString(),
  silence_api_url_misconfiguration: boolean(false),
});
