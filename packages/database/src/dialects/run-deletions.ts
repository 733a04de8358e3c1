/** With such rows go runs. */
const deletion = /\bdelete from "?(flow|flow_run|task_run|block_type|block_schema|block_document)"?(\s|$)/i;

/** Whether a statement may delete runs. */
export const deletesRuns = (sql: string): boolean => deletion.test(sql);
