import { migrationCommand } from "../../../database/migration-command.ts";

export default migrationCommand("downgrade", "-1");
