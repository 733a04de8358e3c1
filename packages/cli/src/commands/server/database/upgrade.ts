import { migrationCommand } from "../../../database/migration-command.ts";

export default migrationCommand("upgrade", "head");
