/** The version of the API, as `/version` and the clients' headers write it. */
export const apiVersion = "0.8.4";
/** The release of Prefect whose API, events and database this server keeps; clients compare it with their own. */
export const prefectVersion = "3.8.8";
